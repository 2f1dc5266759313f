package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link NoticeStore} does. */
abstract class NoticeStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid PHONE = Jid.of("alice@example.org/phone");
  private static final Jid BOB = Jid.of("bob@example.org");

  abstract NoticeStore store();

  abstract AuditStore record();

  @Test
  void theLastVersionIsKnownFromTheCommitOnUntilItIsRemoved() {
    AuditEntry first = message(store().sent(PHONE, "1"));
    assertEquals(Optional.empty(), store().lastSent(ALICE));
    record().append(List.of(first, message(store().sent(BOB, "1"))));
    assertEquals(Optional.of("1"), store().lastSent(ALICE));
    record().append(List.of(message(store().sent(ALICE, "2"))));
    assertEquals(Optional.of("2"), store().lastSent(PHONE));
    store().remove(PHONE);
    assertEquals(Optional.empty(), store().lastSent(ALICE));
    assertEquals(Optional.of("1"), store().lastSent(BOB));
  }

  private static AuditEntry message(AuditEntry.Companion row) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(ALICE.domainOnly())
        .to(ALICE)
        .companion(row)
        .build();
  }
}
