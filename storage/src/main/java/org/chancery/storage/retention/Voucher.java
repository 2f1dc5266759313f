package org.chancery.storage.retention;

import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/** A way onto the record. */
@FunctionalInterface
public interface Voucher {

  /** Commits a row that says what is about to be done. Blocks. */
  AuditPosition commit(AuditEntry entry);
}
