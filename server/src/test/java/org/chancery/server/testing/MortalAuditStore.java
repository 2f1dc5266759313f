package org.chancery.server.testing;

import java.util.List;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.AuditStore;
import org.chancery.storage.NotRecordedException;

/** The way of one process to the record: once it has been killed it writes nothing more. */
final class MortalAuditStore implements AuditStore {
  private final AuditStore record;
  private boolean dead;

  MortalAuditStore(AuditStore record) {
    this.record = record;
  }

  synchronized void dies() {
    dead = true;
  }

  @Override
  public synchronized List<AuditPosition> append(List<AuditEntry> batch) {
    if (dead) {
      throw new NotRecordedException("the process was killed", false, null);
    }
    return record.append(batch);
  }

  @Override
  public List<AuditPosition> resolve() {
    return record.resolve();
  }

  @Override
  public AuditPosition end() {
    return record.end();
  }

  @Override
  public void close() {
    record.close();
  }
}
