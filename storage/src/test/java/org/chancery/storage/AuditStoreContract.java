package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link AuditStore} does. */
public abstract class AuditStoreContract {
  /** A store of node 1. */
  protected abstract AuditStore store();

  /** The bodies on record, in the order of their positions. */
  protected abstract List<String> recordedBodies();

  @Test
  void positionsRiseInTheOrderOfTheEntriesAndNameNodeAndTime() {
    Instant before = Instant.now().minusSeconds(1);
    List<AuditPosition> positions =
        new ArrayList<>(store().append(List.of(message("1"), message("2"))));
    positions.addAll(store().append(List.of(message("3"))));
    assertEquals(
        positions.stream().sorted(Comparator.naturalOrder()).distinct().toList(), positions);
    assertTrue(positions.stream().allMatch(position -> position.node() == 1));
    assertTrue(positions.getFirst().recordedAt().isAfter(before));
    assertEquals(List.of("1", "2", "3"), recordedBodies());
    assertEquals(positions.getLast(), store().end());
  }

  @Test
  void anEmptyBatchIsNothing() {
    assertEquals(List.of(), store().append(List.of()));
    assertEquals(List.of(), recordedBodies());
  }

  @Test
  void aLargeBatchKeepsItsOrder() {
    List<String> bodies = IntStream.range(0, 1_500).mapToObj(Integer::toString).toList();
    List<AuditPosition> positions =
        store().append(bodies.stream().map(AuditStoreContract::message).toList());
    assertEquals(1_500, positions.size());
    assertEquals(bodies, recordedBodies());
  }

  @Test
  void whatIsNotUnknownCanNotBeResolved() {
    store().append(List.of(message("1")));
    assertThrows(IllegalStateException.class, () -> store().resolve());
  }

  /** A chat message with that text. */
  public static AuditEntry message(String body) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(Jid.of("alice@example.org/desk"))
        .to(Jid.of("bob@example.org"))
        .stanza("<message><body>" + body + "</body></message>", "chat", "id", "", body)
        .build();
  }
}
