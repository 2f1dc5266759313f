package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Last;
import org.chancery.storage.PubSubStore.Node;
import org.chancery.storage.PubSubStore.Page;
import org.chancery.storage.PubSubStore.PageOf;
import org.chancery.storage.PubSubStore.Subscription;
import org.junit.jupiter.api.Test;

/** What every {@link PubSubStore} does. */
abstract class PubSubStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final String MOOD = "urn:mood";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

  abstract PubSubStore store();

  private static Node node(Jid service, String name) {
    return new Node(service, name, Map.of("a", List.of("1", "x=y"), "b", List.of("")), ALICE, NOW);
  }

  private static Item item(String id) {
    return new Item(id, "<p/>", ALICE, NOW);
  }

  private static List<String> ids(List<Item> items) {
    return items.stream().map(Item::id).toList();
  }

  private void given(String... ids) {
    store().create(node(ALICE, MOOD));
    for (String id : ids) {
      store().put(ALICE, MOOD, item(id), 100);
    }
  }

  @Test
  void aNodeIsMadeOnceAndFoundAsItWasMade() {
    assertTrue(store().create(node(ALICE, MOOD)));
    assertFalse(store().create(new Node(ALICE, MOOD, Map.of(), BOB, NOW)));
    assertEquals(Optional.of(node(ALICE, MOOD)), store().find(ALICE, MOOD));
    assertEquals(Optional.empty(), store().find(BOB, MOOD));
    assertEquals(List.of(node(ALICE, MOOD)), store().nodes(ALICE));
  }

  @Test
  void itsSettingsAreReplaced() {
    given();
    assertTrue(store().configure(ALICE, MOOD, Map.of("c", List.of("2"))));
    assertFalse(store().configure(BOB, MOOD, Map.of()));
    assertEquals(Map.of("c", List.of("2")), store().find(ALICE, MOOD).orElseThrow().settings());
  }

  @Test
  void whatBelongsToANodeGoesWithIt() {
    given("one");
    store().affiliate(ALICE, MOOD, BOB, Optional.of(Affiliation.MEMBER));
    store().subscribe(ALICE, new Subscription(MOOD, BOB, "s", false, Map.of()));
    assertTrue(store().delete(ALICE, MOOD));
    assertFalse(store().delete(ALICE, MOOD));
    given();
    assertEquals(0, store().count(ALICE, MOOD));
    assertEquals(Map.of(), store().affiliations(ALICE, MOOD));
    assertEquals(List.of(), store().subscriptions(ALICE, MOOD));
  }

  @Test
  void aServiceIsEmptiedWithoutTouchingOthers() {
    given("one");
    store().create(node(BOB, MOOD));
    store().deleteAll(ALICE);
    assertEquals(List.of(), store().nodes(ALICE));
    assertEquals(1, store().nodes(BOB).size());
  }

  @Test
  void theOldestItemsMakeRoom() {
    given("one", "two", "three");
    assertEquals(List.of("one", "two"), store().put(ALICE, MOOD, item("four"), 2));
    assertEquals(List.of("three", "four"), ids(store().newest(ALICE, MOOD, 10)));
    assertEquals(List.of(), store().put(BOB, MOOD, item("lost"), 2));
  }

  @Test
  void anItemPublishedAgainIsTheNewest() {
    given("one", "two");
    Item again = new Item("one", "<other/>", BOB, NOW.plusSeconds(1));
    assertEquals(List.of(), store().put(ALICE, MOOD, again, 2));
    assertEquals(List.of(item("two"), again), store().newest(ALICE, MOOD, 10));
    assertEquals(Optional.of(again), store().item(ALICE, MOOD, "one"));
    assertEquals(2, store().count(ALICE, MOOD));
  }

  @Test
  void itemsAreRetractedPurgedAndExpired() {
    given("one", "two", "three");
    assertTrue(store().retract(ALICE, MOOD, "two"));
    assertFalse(store().retract(ALICE, MOOD, "two"));
    store().put(ALICE, MOOD, new Item("late", "", ALICE, NOW.plusSeconds(60)), 10);
    assertEquals(List.of("one", "three"), store().expire(ALICE, MOOD, NOW.plusSeconds(1)));
    store().purge(ALICE, MOOD);
    assertEquals(List.of(), store().newest(ALICE, MOOD, 10));
  }

  @Test
  void itIsKnownHowMuchIsKeptForWhoeverMadeTheNodes() {
    given("one", "två");
    assertEquals(15, store().bytesOf(ALICE.withResource("desk")));
    store().put(ALICE, MOOD, new Item("one", "<q>é</q>", BOB, NOW), 100);
    store().create(node(BOB, "urn:tune"));
    store().put(BOB, "urn:tune", item("a"), 100);
    assertEquals(25, store().bytesOf(ALICE));
    assertEquals(0, store().bytesOf(BOB));
    store().put(ALICE, MOOD, item("three"), 1);
    assertEquals(14, store().bytesOf(ALICE));
    store().expire(ALICE, MOOD, NOW.plusSeconds(1));
    assertEquals(5, store().bytesOf(ALICE));
    store().retract(BOB, "urn:tune", "a");
    assertEquals(0, store().bytesOf(ALICE));
    given("one");
    store().purge(ALICE, MOOD);
    store().put(ALICE, MOOD, item("two"), 1);
    assertEquals(7, store().bytesOf(ALICE));
    store().delete(ALICE, MOOD);
    assertEquals(0, store().bytesOf(ALICE));
  }

  @Test
  void pagesGoForwardsAndBackwards() {
    given("1", "2", "3", "4", "5");
    assertEquals(page(0, "1", "2"), got(Optional.empty(), Optional.empty(), false, 0, 2));
    assertEquals(page(2, "3", "4"), got(Optional.of("2"), Optional.empty(), false, 0, 2));
    assertEquals(page(3, "4", "5"), got(Optional.empty(), Optional.empty(), true, 0, 2));
    assertEquals(page(1, "2", "3"), got(Optional.empty(), Optional.of("4"), true, 0, 2));
    assertEquals(page(1, "2", "3"), got(Optional.empty(), Optional.empty(), false, 1, 2));
    assertEquals(page(0), got(Optional.of("5"), Optional.empty(), false, 0, 2));
    assertEquals(page(0), got(Optional.empty(), Optional.empty(), false, 0, 0));
    assertEquals(
        Optional.empty(),
        store()
            .page(ALICE, MOOD, new PageOf(Optional.of("' OR 1=1"), Optional.empty(), false, 0, 2)));
  }

  private static List<Object> page(long index, String... ids) {
    return List.of(List.of(ids), index, 5L);
  }

  private List<Object> got(
      Optional<String> after, Optional<String> before, boolean backwards, int skip, int limit) {
    Page page =
        store().page(ALICE, MOOD, new PageOf(after, before, backwards, skip, limit)).orElseThrow();
    return List.of(ids(page.items()), page.index(), page.count());
  }

  @Test
  void theLastItemsOfSeveralNodesAreFoundAtOnceWithWhatTheReaderIsThere() {
    given("one", "two");
    store().create(node(BOB, MOOD));
    store().create(node(BOB, "urn:tune"));
    store().put(BOB, "urn:tune", item("song"), 1);
    store().affiliate(ALICE, MOOD, BOB, Optional.of(Affiliation.OUTCAST));
    Jid phone = Jid.of("bob@example.org/phone");
    store().subscribe(BOB, new Subscription("urn:tune", phone, "s", false, Map.of()));
    assertEquals(
        List.of(
            new Last(node(ALICE, MOOD), item("two"), Optional.of(Affiliation.OUTCAST), false),
            new Last(node(BOB, "urn:tune"), item("song"), Optional.empty(), true)),
        store().lastItems(List.of(ALICE, BOB), List.of(MOOD, "urn:tune", "urn:other"), phone));
    assertEquals(List.of(), store().lastItems(List.of(), List.of(MOOD), ALICE));
  }

  @Test
  void anItemIsFoundInEverybodysNodeAtOnce() {
    given("a", "b");
    store().create(node(BOB, MOOD));
    store().put(BOB, MOOD, item("a"), 100);
    store().create(node(BOB, "urn:other"));
    store().put(BOB, "urn:other", item("b"), 100);
    assertEquals(Map.of(ALICE, item("a"), BOB, item("a")), store().itemsOfAll(MOOD, "a"));
    assertEquals(Map.of(ALICE, item("b")), store().itemsOfAll(MOOD, "b"));
    assertEquals(Map.of(), store().itemsOfAll(MOOD, "c"));
  }

  @Test
  void affiliationsAreByBareAddress() {
    given();
    store()
        .affiliate(
            ALICE, MOOD, Jid.of("bob@example.org/phone"), Optional.of(Affiliation.PUBLISH_ONLY));
    store().affiliate(ALICE, MOOD, ALICE, Optional.of(Affiliation.OWNER));
    assertEquals(
        Map.of(ALICE, Affiliation.OWNER, BOB, Affiliation.PUBLISH_ONLY),
        store().affiliations(ALICE, MOOD));
    assertEquals(Map.of(MOOD, Affiliation.PUBLISH_ONLY), store().affiliationsOf(ALICE, BOB));
    store().affiliate(ALICE, MOOD, BOB, Optional.of(Affiliation.OUTCAST));
    assertEquals(Map.of(MOOD, Affiliation.OUTCAST), store().affiliationsOf(ALICE, BOB));
    store().affiliate(ALICE, MOOD, BOB, Optional.empty());
    assertEquals(Map.of(), store().affiliationsOf(ALICE, BOB));
  }

  @Test
  void subscriptionsAreByTheAddressThatSubscribed() {
    given();
    Jid phone = Jid.of("bob@example.org/phone");
    Subscription bare = new Subscription(MOOD, BOB, "1", true, Map.of("o", List.of("v")));
    Subscription full = new Subscription(MOOD, phone, "2", false, Map.of());
    store().subscribe(ALICE, bare);
    store().subscribe(ALICE, full);
    assertEquals(List.of(bare, full), store().subscriptions(ALICE, MOOD));
    assertEquals(List.of(bare, full), store().subscriptionsOf(ALICE, phone));
    Subscription approved = new Subscription(MOOD, BOB, "1", false, Map.of());
    store().subscribe(ALICE, approved);
    assertTrue(store().unsubscribe(ALICE, MOOD, phone));
    assertFalse(store().unsubscribe(ALICE, MOOD, phone));
    assertEquals(List.of(approved), store().subscriptions(ALICE, MOOD));
  }
}
