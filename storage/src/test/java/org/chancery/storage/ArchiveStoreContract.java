package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.ArchiveStore.Query;
import org.chancery.storage.ArchiveStore.RoomMessage;
import org.junit.jupiter.api.Test;

/** What every {@link ArchiveStore} does. */
abstract class ArchiveStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org/desk");
  private static final Jid TEA = Jid.of("tea@rooms.example.org");

  abstract ArchiveStore store();

  abstract RoomStore rooms();

  abstract AuditStore record();

  private AuditPosition said(Jid who, String xml) {
    return commit(message(who, xml));
  }

  private AuditPosition commit(AuditEntry.Builder entry) {
    return record().append(List.of(entry.build())).getFirst();
  }

  private static AuditEntry.Builder message(Jid who, String xml) {
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(who)
        .to(TEA)
        .conversation(TEA.toString())
        .stanza(xml, "groupchat", "", "", "")
        .detail("nick", who.local())
        .detail("role", "participant")
        .detail("affiliation", "none")
        .visibility(new AuditEntry.Visibility(false, true));
  }

  private List<String> texts(ArchiveStore.Page<RoomMessage> page) {
    return page.messages().stream().map(RoomMessage::xml).toList();
  }

  private static Query after(AuditPosition position, int limit) {
    Query all = Query.latest(limit);
    return new Query(
        all.start(),
        all.end(),
        Optional.of(position),
        all.before(),
        all.from(),
        all.nick(),
        all.only(),
        false,
        limit);
  }

  private static Query only(AuditPosition position) {
    Query all = Query.latest(10);
    return new Query(
        all.start(),
        all.end(),
        all.after(),
        all.before(),
        all.from(),
        all.nick(),
        List.of(position),
        false,
        10);
  }

  @Test
  void historyIsReadFromEitherEnd() {
    AuditPosition first = said(ALICE, "<a/>");
    said(BOB, "<b/>");
    said(ALICE, "<c/>");
    assertEquals(List.of("<b/>", "<c/>"), texts(store().room(TEA, Query.latest(2))));
    assertFalse(store().room(TEA, Query.latest(2)).complete());
    assertTrue(store().room(TEA, Query.latest(3)).complete());
    assertEquals(List.of("<b/>"), texts(store().room(TEA, after(first, 1))));
    assertFalse(store().room(TEA, after(first, 1)).complete());
    assertTrue(store().room(TEA, after(first, 2)).complete());
    RoomMessage message = store().room(TEA, Query.latest(3)).messages().getFirst();
    assertEquals(new RoomMessage(first, ALICE, "alice", "none", "participant", "<a/>"), message);
    assertEquals(Optional.of(message), store().roomMessage(TEA, first));
  }

  @Test
  void onlyWhatWasAskedForIsReturned() {
    AuditPosition first = said(ALICE, "<a/>");
    AuditPosition second = said(BOB, "<b/>");
    assertEquals(
        List.of("<a/>"), texts(store().room(TEA, Query.latest(5).saidAs(Optional.of("alice")))));
    assertEquals(List.of("<b/>"), texts(store().room(TEA, Query.latest(5).said(BOB, first))));
    assertEquals(List.of(), texts(store().room(TEA, Query.latest(5).said(BOB, second))));
    assertEquals(List.of(), texts(store().room(TEA, after(second, 5).said(BOB, first))));
    assertEquals(List.of("<b/>"), texts(store().room(TEA, only(second))));
    assertEquals(
        List.of("<b/>"), texts(store().room(TEA, Query.latest(5).since(second.recordedAt()))));
    Query all = Query.latest(5);
    Query untilFirst =
        new Query(
            all.start(),
            Optional.of(first.recordedAt()),
            all.after(),
            Optional.of(second),
            all.from(),
            all.nick(),
            all.only(),
            true,
            5);
    assertEquals(List.of("<a/>"), texts(store().room(TEA, untilFirst)));
  }

  @Test
  void privateMessagesHiddenOnesAndOtherRoomsAreNoPart() {
    AuditPosition hidden =
        commit(message(ALICE, "<h/>").visibility(AuditEntry.Visibility.RECORD_ONLY));
    commit(message(ALICE, "<p/>").to(BOB).stanza("<p/>", "chat", "", "", ""));
    AuditPosition other = commit(message(ALICE, "<o/>").to(Jid.of("cake@rooms.example.org")));
    assertEquals(List.of(), texts(store().room(TEA, Query.latest(10))));
    assertEquals(Optional.empty(), store().roomMessage(TEA, hidden));
    assertEquals(Optional.empty(), store().roomMessage(TEA, other));
    assertEquals(Optional.empty(), store().roomMessage(TEA, new AuditPosition(7)));
  }

  @Test
  void aRoomsHistoryBeginsWithItsCreation() {
    AuditPosition former = said(ALICE, "<a/>");
    commit(
        AuditEntry.of(AuditKind.ROOM_CHANGE, Instant.now())
            .conversation(TEA.toString())
            .detail("event", "created")
            .companion(rooms().create(RoomStoreContract.room(TEA))));
    AuditPosition later = said(BOB, "<b/>");
    assertEquals(List.of("<b/>"), texts(store().room(TEA, Query.latest(10))));
    assertEquals(Optional.empty(), store().roomMessage(TEA, former));
    assertTrue(store().roomMessage(TEA, later).isPresent());
  }

  @Test
  void messagesAreTakenBackByTheirAuthorOrAModeratorOnly() {
    AuditPosition first = said(ALICE, "<a/>");
    AuditPosition second = said(BOB, "<b/>");
    AuditPosition third = said(BOB, "<c/>");
    commit(message(BOB, "<no/>").relation(new AuditEntry.Relation("retracts", first.stanzaId())));
    AuditPosition own =
        commit(
            message(BOB, "<yes/>")
                .relation(new AuditEntry.Relation("retracts", second.stanzaId())));
    AuditPosition moderated =
        commit(
            message(ALICE, "<mod/>")
                .relation(new AuditEntry.Relation("moderates", third.stanzaId())));
    List<ArchiveStore.Retraction> found = store().retractions(TEA, List.of(first, second, third));
    assertEquals(2, found.size());
    assertEquals(second, found.get(0).retracted());
    assertEquals(own, found.get(0).by().position());
    assertFalse(found.get(0).moderated());
    assertEquals(third, found.get(1).retracted());
    assertEquals(moderated, found.get(1).by().position());
    assertTrue(found.get(1).moderated());
    assertEquals(List.of(), store().retractions(TEA, List.of()));
    assertEquals(List.of(), store().retractions(Jid.of("cake@rooms.example.org"), List.of(second)));
  }

  private AuditPosition chat(Jid from, Jid to, String body, AuditEntry.Visibility visibility) {
    return commit(
        AuditEntry.of(AuditKind.MESSAGE, Instant.now())
            .from(from)
            .to(to)
            .conversation(AuditEntry.conversationOf(from, to))
            .stanza("<message><body>" + body + "</body></message>", "chat", "", "", body)
            .visibility(visibility));
  }

  private List<AuditPosition> positions(ArchiveStore.Page<ArchiveStore.PersonalMessage> page) {
    return page.messages().stream().map(ArchiveStore.PersonalMessage::position).toList();
  }

  private static ArchiveStore.Personal with(Jid other) {
    return new ArchiveStore.Personal(Optional.of(other), Optional.empty());
  }

  @Test
  void aPersonsOwnHistoryHoldsWhatWasSentAndReceivedInOrder() {
    Jid carol = Jid.of("carol@example.org/phone");
    AuditPosition out = chat(ALICE, BOB.bare(), "tea?", AuditEntry.Visibility.BOTH);
    AuditPosition in = chat(BOB, ALICE.bare(), "gladly", AuditEntry.Visibility.BOTH);
    AuditPosition other = chat(carol, ALICE.bare(), "hello", AuditEntry.Visibility.BOTH);
    AuditPosition self = chat(ALICE, ALICE.bare(), "note", AuditEntry.Visibility.BOTH);
    chat(BOB, carol.bare(), "secret", AuditEntry.Visibility.BOTH);
    said(ALICE, "<room/>");

    ArchiveStore.Page<ArchiveStore.PersonalMessage> all =
        store().personal(ALICE, ArchiveStore.Personal.ALL, Query.latest(10));
    assertEquals(List.of(out, in, other, self), positions(all));
    assertTrue(all.complete());
    assertEquals(
        List.of(out, in), positions(store().personal(ALICE, with(BOB.bare()), Query.latest(10))));
    assertEquals(List.of(in), positions(store().personal(ALICE, with(BOB), Query.latest(10))));
    assertEquals(
        List.of(other, self),
        positions(store().personal(ALICE, ArchiveStore.Personal.ALL, Query.latest(2))));
    assertEquals(
        List.of(in, other),
        positions(store().personal(ALICE, ArchiveStore.Personal.ALL, after(out, 2))));
    assertEquals(
        List.of(in),
        positions(
            store()
                .personal(
                    ALICE,
                    new ArchiveStore.Personal(Optional.empty(), Optional.of("gladly")),
                    Query.latest(10))));
  }

  @Test
  void whatIsOnlyOnRecordShowsInNobodysHistory() {
    AuditPosition hidden = chat(ALICE, BOB.bare(), "psst", AuditEntry.Visibility.RECORD_ONLY);
    AuditPosition half = chat(ALICE, BOB.bare(), "hm", new AuditEntry.Visibility(false, true));
    assertEquals(
        List.of(), positions(store().personal(ALICE, ArchiveStore.Personal.ALL, Query.latest(9))));
    assertEquals(
        List.of(half),
        positions(store().personal(BOB, ArchiveStore.Personal.ALL, Query.latest(9))));
    assertTrue(store().personalMessage(BOB, hidden).isEmpty());
    assertTrue(store().personalMessage(BOB, half).isPresent());
    assertTrue(store().personalMessage(ALICE, half).isEmpty());
  }
}
