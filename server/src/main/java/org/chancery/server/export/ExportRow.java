package org.chancery.server.export;

import java.util.Optional;
import java.util.SequencedMap;

/**
 * One exported message: values by the names of their columns in {@code compliance.messages}; what
 * does not apply is absent.
 *
 * @param values in the order of the columns
 */
record ExportRow(SequencedMap<String, String> values) {

  Optional<String> value(String column) {
    return Optional.ofNullable(values.get(column));
  }
}
