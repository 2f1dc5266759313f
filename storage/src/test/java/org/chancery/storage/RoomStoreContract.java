package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link RoomStore} does. */
abstract class RoomStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Jid TEA = Jid.of("tea@rooms.example.org");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");

  abstract RoomStore store();

  abstract AuditStore record();

  AuditPosition commit(AuditEntry.Companion... companions) {
    AuditEntry.Builder entry = AuditEntry.of(AuditKind.ROOM_CHANGE, NOW).from(ALICE);
    for (AuditEntry.Companion companion : companions) {
      entry.companion(companion);
    }
    return record().append(List.of(entry.build())).getFirst();
  }

  static RoomStore.Stored room(Jid address) {
    return new RoomStore.Stored(
        address,
        ALICE,
        NOW,
        true,
        Map.of("name", "Tea \"time\"\n"),
        new AuditPosition(0),
        Optional.empty(),
        "",
        new byte[] {1, 2, 3});
  }

  static RoomStore.Member member(Jid person, String affiliation, String nick) {
    return new RoomStore.Member(person, affiliation, nick, "why", "", new AuditPosition(0));
  }

  @Test
  void aRoomIsFoundAsItWasCreated() {
    assertEquals(Optional.empty(), store().find(TEA));
    commit(store().create(room(TEA)));
    RoomStore.Stored found = store().find(TEA.withResource("nick")).orElseThrow();
    assertEquals(TEA, found.address());
    assertEquals(ALICE, found.creator());
    assertEquals(NOW, found.createdAt());
    assertTrue(found.locked());
    assertEquals(Map.of("name", "Tea \"time\"\n"), found.settings());
    assertEquals(Optional.empty(), found.subject());
    assertArrayEquals(new byte[] {1, 2, 3}, found.secret());
  }

  @Test
  void changesReplaceWhatWasThere() {
    commit(store().create(room(TEA)));
    commit(store().configure(TEA, Map.of("public", "true"), false));
    commit(store().setSubject(TEA, new RoomStore.Subject("Darjeeling", "alice", NOW)));
    commit(store().setVcard(TEA, "<vCard/>"));
    RoomStore.Stored found = store().find(TEA).orElseThrow();
    assertEquals(Map.of("public", "true"), found.settings());
    assertEquals(false, found.locked());
    assertEquals(Optional.of(new RoomStore.Subject("Darjeeling", "alice", NOW)), found.subject());
    assertEquals("<vCard/>", found.vcard());
  }

  @Test
  void aRoomKnowsSinceWhenItShowsOrHidesAddresses() {
    commit(store().create(room(TEA)));
    assertEquals(new AuditPosition(0), whoisSince());
    AuditPosition hidden =
        commit(store().configure(TEA, Map.of("whois", "moderators", "name", "a"), false));
    assertEquals(hidden, whoisSince());
    commit(store().configure(TEA, Map.of("whois", "moderators", "name", "b"), false));
    assertEquals(hidden, whoisSince());
    AuditPosition open = commit(store().configure(TEA, Map.of("whois", "anyone"), false));
    commit(store().setVcard(TEA, "<vCard/>"));
    assertEquals(open, whoisSince());
  }

  private AuditPosition whoisSince() {
    return store().find(TEA).orElseThrow().whoisSince();
  }

  @Test
  void membersAreInTheOrderOfTheirLastChange() {
    commit(store().create(room(TEA)), store().setMember(TEA, member(ALICE, "owner", "")));
    AuditPosition second = commit(store().setMember(TEA, member(BOB, "member", "bobby")));
    AuditPosition third = commit(store().setMember(TEA, member(ALICE, "admin", "ally")));
    assertEquals(
        List.of(
            new RoomStore.Member(BOB, "member", "bobby", "why", "", second),
            new RoomStore.Member(ALICE, "admin", "ally", "why", "", third)),
        store().members(TEA));
    assertEquals(Map.of(TEA, "member"), store().affiliationsOf(BOB));
    commit(store().setMember(TEA, member(BOB, "none", "")));
    assertEquals(Map.of(), store().affiliationsOf(BOB));
    assertEquals(2, store().members(TEA).size());
  }

  @Test
  void aDestroyedRoomIsGoneWithItsMembers() {
    commit(store().create(room(TEA)), store().setMember(TEA, member(ALICE, "owner", "")));
    commit(store().create(room(Jid.of("cake@rooms.example.org"))));
    commit(store().create(room(Jid.of("tea@other.example.org"))));
    assertEquals(3, store().countCreatedBy(ALICE.withResource("desk")));
    assertEquals(
        List.of(Jid.of("cake@rooms.example.org"), TEA),
        store().list("rooms.example.org").stream().map(RoomStore.Listed::address).toList());
    commit(store().destroy(TEA));
    assertEquals(Optional.empty(), store().find(TEA));
    assertEquals(List.of(), store().members(TEA));
    assertEquals(1, store().list("rooms.example.org").size());
    assertEquals(2, store().countCreatedBy(ALICE));
    assertEquals(0, store().countCreatedBy(BOB));
  }

  @Test
  void whoeverLostTheLeaseWritesNoMore() {
    long first = store().takeLease(TEA, 1);
    commit(store().fence(TEA, first), store().create(room(TEA)));
    long second = store().takeLease(TEA, 2);
    assertTrue(second > first);
    AuditEntry.Companion late = store().fence(TEA, first);
    AuditEntry.Companion destroy = store().destroy(TEA);
    NotRecordedException refused =
        assertThrows(NotRecordedException.class, () -> commit(destroy, late));
    assertTrue(refused.causedByEntry());
    assertTrue(store().find(TEA).isPresent());
    commit(store().fence(TEA, second), destroy);
    assertTrue(store().find(TEA).isEmpty());
  }
}
