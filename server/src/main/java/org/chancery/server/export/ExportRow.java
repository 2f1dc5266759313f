package org.chancery.server.export;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One exported message: values by the names of their columns in {@code compliance.messages}; what
 * does not apply is absent.
 *
 * @param values in the order of the columns
 * @param uploads what is known of the files that it links to, in their order
 */
record ExportRow(SequencedMap<String, String> values, List<Upload> uploads) {

  /**
   * A file as it was shared.
   *
   * @param name as people see it
   * @param type its media type, as the uploader's client said
   */
  record Upload(String name, String type) {}

  Optional<String> value(String column) {
    return Optional.ofNullable(values.get(column));
  }
}
