package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link BlocklistStore} does. */
abstract class BlocklistStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Jid SPAM = Jid.of("spam.example");

  abstract BlocklistStore store();

  @Test
  void whoIsBlockedStaysBlockedUntilUnblocked() {
    assertEquals(Set.of(), store().blocked(ALICE));
    store().block(ALICE, List.of(BOB, SPAM));
    store().block(ALICE, List.of(BOB));
    assertEquals(Set.of(BOB, SPAM), store().blocked(ALICE.bare()));
    assertEquals(Set.of(), store().blocked(BOB));
    store().unblock(ALICE, List.of(SPAM));
    assertEquals(Set.of(BOB), store().blocked(ALICE));
  }
}
