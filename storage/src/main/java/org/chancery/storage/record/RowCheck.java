package org.chancery.storage.record;

import java.util.Arrays;
import java.util.Optional;

/** Compares a row with its own hashes. Not thread-safe. */
final class RowCheck {
  private final ChainHash hash = new ChainHash();

  /**
   * What is wrong with it; empty when it is sound. Content that is gone is no problem here.
   *
   * @param previous the chain of the row before
   */
  Optional<String> problem(StoredRow found, byte[] previous) {
    AuditRow row = found.row();
    if (found.format() != AuditRow.FORMAT) {
      return Optional.of("its format " + found.format() + " is not known");
    }
    boolean placed =
        found.recordedAt().equals(row.position().recordedAt())
            && found.node() == row.position().node();
    if (!found.wellFormed() || !placed) {
      return Optional.of("its columns hold what the server does not write");
    }
    boolean sameContent =
        found
            .salt()
            .map(salt -> Arrays.equals(hash.content(salt, row.content()), found.contentHash()))
            .orElse(found.isErased());
    if (!sameContent) {
      return Optional.of("its content is not what was recorded");
    }
    if (!Arrays.equals(hash.link(previous, row, found.contentHash()), found.chain())) {
      return Optional.of("it does not follow from the row before: it or that row was changed");
    }
    return Optional.empty();
  }
}
