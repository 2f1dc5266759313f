package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link OfflineStore} does. */
abstract class OfflineStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");

  abstract OfflineStore store();

  abstract AuditStore record();

  @Test
  void aMessageWaitsFromTheCommitOn() {
    AuditPosition position =
        record()
            .append(List.of(message("<one/>").companion(store().waitingFor(BOB)).build()))
            .getFirst();
    assertEquals(List.of(new OfflineStore.Stored(position, "<one/>")), store().waiting(BOB, 10));
    assertEquals(1, store().count(BOB));
    assertEquals(List.of(), store().waiting(ALICE, 10));
    assertEquals(0, store().count(ALICE));
  }

  @Test
  void theOldestComeFirstAndNoMoreThanAsked() {
    List<AuditPosition> positions =
        record()
            .append(
                List.of(
                    message("<one/>").companion(store().waitingFor(BOB)).build(),
                    message("<two/>").build(),
                    message("<three/>")
                        .companion(store().waitingFor(Jid.of("bob@example.org/phone")))
                        .build(),
                    message("<four/>").companion(store().waitingFor(BOB)).build()));
    assertEquals(
        List.of(
            new OfflineStore.Stored(positions.get(0), "<one/>"),
            new OfflineStore.Stored(positions.get(2), "<three/>")),
        store().waiting(BOB, 2));
    assertEquals(3, store().count(BOB));
  }

  @Test
  void aRecordedMessageIsAddedLaterAndOnlyOnce() {
    AuditPosition position = record().append(List.of(message("<one/>").build())).getFirst();
    store().add(BOB, position);
    store().add(BOB, position);
    assertEquals(1, store().count(BOB));
    assertEquals("<one/>", store().waiting(BOB, 10).getFirst().xml());
  }

  @Test
  void whatIsRemovedWaitsNoMoreForThatAccountAlone() {
    AuditEntry both =
        message("<one/>")
            .companion(store().waitingFor(BOB))
            .companion(store().waitingFor(ALICE))
            .build();
    List<AuditPosition> positions = record().append(List.of(both, both));
    store().remove(BOB, List.of(positions.getFirst()));
    assertEquals(
        List.of(new OfflineStore.Stored(positions.getLast(), "<one/>")), store().waiting(BOB, 10));
    assertEquals(2, store().count(ALICE));
    store().remove(BOB, List.of());
    store().remove(BOB, positions);
    assertEquals(0, store().count(BOB));
    store().add(BOB, positions.getFirst());
    assertEquals(1, store().count(BOB));
  }

  private static AuditEntry.Builder message(String xml) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(ALICE)
        .to(BOB)
        .stanza(xml, "chat", "", "", "");
  }
}
