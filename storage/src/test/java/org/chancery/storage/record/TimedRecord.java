package org.chancery.storage.record;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.anchor.Anchors;

/** A record that is written at times which the test chooses, and verified. */
public final class TimedRecord implements AutoCloseable {
  private final TestDatabase test;
  private final PostgresAuditStore store;
  private volatile Instant now;

  /** Written by node 0, from that time on. */
  public TimedRecord(TestDatabase test, Instant start) {
    this.test = test;
    this.now = start;
    this.store = PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults(), () -> now);
  }

  /** It is later now. */
  public void at(Instant time) {
    now = time;
  }

  /** Writes a row. */
  public AuditPosition write(AuditEntry entry) {
    return store.append(List.of(entry)).getFirst();
  }

  /** Signs what was written, and verifies all of it. */
  public VerificationReport verify() {
    store.checkpoint();
    return new RecordVerifier(
            test.database(),
            Set.of(SigningKey.readOrCreate(test.config().secrets()).publicKey()),
            Anchors.NONE)
        .run(count -> {});
  }

  @Override
  public void close() {
    store.close();
  }
}
