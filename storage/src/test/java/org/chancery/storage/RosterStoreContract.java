package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;
import org.chancery.storage.RosterStore.Changes;
import org.chancery.storage.RosterStore.Item;
import org.chancery.storage.RosterStore.Subscription;
import org.junit.jupiter.api.Test;

/** What every {@link RosterStore} does. */
abstract class RosterStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Jid CAROL = Jid.of("carol@example.org");

  abstract RosterStore store();

  @Test
  void whoNeverHadAContactHasAnEmptyRosterOfVersionZero() {
    assertEquals(List.of(), store().load(ALICE));
    assertEquals(0, store().version(ALICE));
    assertEquals(Optional.of(new Changes(0, List.of(), List.of())), store().changesSince(ALICE, 0));
  }

  @Test
  void anItemComesBackAsItWasPut() {
    Item item =
        new Item(
            BOB,
            "Bob",
            Subscription.FROM,
            true,
            true,
            Set.of("Friends"),
            Optional.of("<presence/>"),
            false);
    assertEquals(1, store().put(ALICE, item));
    assertEquals(List.of(item), store().load(ALICE));
    assertEquals(List.of(), store().load(BOB));
  }

  @Test
  void aContactMayBeInSeveralGroupsOrInNone() {
    Item several =
        new Item(
            BOB,
            "",
            Subscription.BOTH,
            false,
            false,
            Set.of("a", "b", "c"),
            Optional.empty(),
            true);
    store().put(ALICE, several);
    store().put(ALICE, item(CAROL, ""));
    assertEquals(
        Map.of(BOB, Set.of("a", "b", "c"), CAROL, Set.of()),
        store().load(ALICE).stream().collect(Collectors.toMap(Item::contact, Item::groups)));
  }

  @Test
  void eachChangeTakesTheNextVersionOfItsRosterAlone() {
    assertEquals(1, store().put(ALICE, item(BOB, "Bob")));
    assertEquals(2, store().put(ALICE, item(BOB, "Bobby")));
    assertEquals(Optional.of(3L), store().remove(ALICE, BOB));
    assertEquals(3, store().version(ALICE));
    assertEquals(1, store().put(BOB, item(ALICE, "Alice")));
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    store().put(ALICE, item(BOB, "Bob"));
    assertEquals(Optional.empty(), store().remove(ALICE, CAROL));
    assertEquals(1, store().version(ALICE));
  }

  @Test
  void whatChangedSinceAVersionComesInTheOrderOfTheChanges() {
    store().put(ALICE, item(BOB, "Bob"));
    store().put(ALICE, item(CAROL, "Carol"));
    store().put(ALICE, item(BOB, "Bobby"));
    Changes all = store().changesSince(ALICE, 0).orElseThrow();
    assertEquals(new Changes(3, List.of(item(CAROL, "Carol"), item(BOB, "Bobby")), List.of()), all);
    Changes some = store().changesSince(ALICE, 2).orElseThrow();
    assertEquals(new Changes(3, List.of(item(BOB, "Bobby")), List.of()), some);
    assertEquals(Optional.of(new Changes(3, List.of(), List.of())), store().changesSince(ALICE, 3));
  }

  @Test
  void aRemovalIsAChangeUntilTheContactIsBack() {
    store().put(ALICE, item(BOB, "Bob"));
    store().remove(ALICE, BOB);
    assertEquals(
        Optional.of(new Changes(2, List.of(), List.of(BOB))), store().changesSince(ALICE, 1));
    store().put(ALICE, item(BOB, "Bob again"));
    assertEquals(
        Optional.of(new Changes(3, List.of(item(BOB, "Bob again")), List.of())),
        store().changesSince(ALICE, 1));
  }

  @Test
  void aVersionThatNeverWasIsUnknown() {
    store().put(ALICE, item(BOB, "Bob"));
    assertEquals(Optional.empty(), store().changesSince(ALICE, 7));
    assertEquals(Optional.empty(), store().changesSince(CAROL, 1));
  }

  @Test
  void afterManyRemovalsAnOldVersionIsTooOldAndARecentOneIsNot() {
    store().put(ALICE, item(BOB, "Bob"));
    for (int i = 0; i < 101; i++) {
      Jid passing = Jid.of("passing" + i + "@example.org");
      store().put(ALICE, item(passing, ""));
      store().remove(ALICE, passing);
    }
    assertEquals(Optional.empty(), store().changesSince(ALICE, 1));
    Changes recent = store().changesSince(ALICE, 3).orElseThrow();
    assertEquals(203, recent.version());
    assertEquals(100, recent.removed().size());
    assertTrue(recent.changed().isEmpty());
  }

  private static Item item(Jid contact, String name) {
    return new Item(
        contact, name, Subscription.NONE, false, false, Set.of(), Optional.empty(), true);
  }
}
