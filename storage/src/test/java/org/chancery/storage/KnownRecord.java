package org.chancery.storage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.record.TimedRecord;
import org.chancery.storage.search.SearchIndexer;

/**
 * A small record of which everything is known: what happened around 4 March 2026, to which the page
 * for compliance officers shows the answers. All its rows have the same positions each time.
 */
final class KnownRecord {
  private static final LocalDate DAY = LocalDate.parse("2026-03-04");
  private static final Jid ALICE = Jid.of("alice@example.org/desk");
  private static final Jid BOB = Jid.of("bob@example.org/phone");
  private static final Jid CAROL = Jid.of("carol@example.org/desk");
  private static final Jid ROOM = Jid.of("projects@rooms.example.org");

  private final TimedRecord record;

  private KnownRecord(TimedRecord record) {
    this.record = record;
  }

  /** Writes it into an empty database, searchable. */
  static void write(TestDatabase test) {
    try (TimedRecord record = new TimedRecord(test, at(DAY.minusDays(20), "09:00"))) {
      KnownRecord known = new KnownRecord(record);
      known.readings(DAY.minusDays(12), "2026-11", "chancery_compliance");
      known.readings(DAY.minusDays(1), "2026-17", "chancery_legal");
      known.people();
      known.conversation();
      known.room();
      known.decisions();
      known.end();
    }
    test.execute(
        """
        INSERT INTO audit.hold (matter, person, room, restricted, made_at, made_by) VALUES
          ('2026-11', 'bob@example.org', NULL, false, '2026-02-20 08:00+00', 'olga'),
          ('2026-17', 'alice@example.org', NULL, false, '2026-03-05 08:00+00', 'olga'),
          ('2026-17', NULL, 'projects@rooms.example.org', false, '2026-03-05 08:01+00', 'olga');
        INSERT INTO audit.hold_release VALUES (1, '2026-03-02 16:00+00', 'olga')
        """);
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));
  }

  private void readings(LocalDate day, String matter, String reader) {
    add(
        reading(at(day, "09:00"), matter, reader)
            .detail("action", "messages")
            .detail("query", "SELECT body FROM compliance.messages"));
    add(
        reading(at(day, "09:02"), matter, reader)
            .detail("action", "search")
            .detail("query", "{\"words\": \"invoice\"}")
            .detail("rows", "2"));
  }

  private static AuditEntry.Builder reading(Instant time, String matter, String reader) {
    return AuditEntry.of(AuditKind.AUDIT_ACCESS, time)
        .detail("matter", matter)
        .detail("by", reader);
  }

  private void people() {
    person("08:00", ALICE, "Trading");
    person("08:00", BOB, "Trading");
    person("08:00", CAROL, "Sales");
    add(
        today(AuditKind.LOGIN_FAILED, "08:59")
            .session("s1")
            .detail("attempted", "alice")
            .detail("address", "203.0.113.9")
            .detail("mechanism", "PLAIN")
            .detail("reason", "WrongPassword"));
    add(
        today(AuditKind.LOGIN, "09:00")
            .from(ALICE)
            .session("s2")
            .detail("address", "192.0.2.10")
            .detail("mechanism", "SCRAM-SHA-256"));
  }

  private void conversation() {
    add(said("09:05", ALICE, BOB, "a1", "The invoice is for 10,000 euros"));
    add(changed("09:06", BOB, ALICE, "b1", "", "receives", "a1"));
    add(changed("09:07", ALICE, BOB, "a2", "The invoice is for 11,000 euros", "replaces", "a1"));
    add(said("09:08", ALICE, BOB, "a3", "Nobody needs to know"));
    add(changed("09:09", ALICE, BOB, "a4", "", "retracts", "a3"));
  }

  private void room() {
    came("10:00", "entered", ALICE);
    came("10:01", "entered", BOB);
    AuditPosition signed =
        add(
            inRoom("10:02", ALICE, "The contract is signed")
                .audience(List.of("alice@example.org", "bob@example.org"))
                .detail("also-told", "dave@example.org"));
    add(
        inRoom("10:03", BOB, "")
            .relation(new AuditEntry.Relation("marks", signed.stanzaId()))
            .audience(List.of("alice@example.org", "bob@example.org")));
    came("10:04", "entered", CAROL);
    AuditPosition asked = add(inRoom("10:05", CAROL, "Which contract?"));
    add(
        today(AuditKind.HISTORY, "10:05")
            .from(CAROL.bare())
            .to(ROOM)
            .conversation(ROOM.toString())
            .detail("first", Long.toString(signed.value()))
            .detail("last", Long.toString(asked.value()))
            .detail("messages", "2"));
    came("10:06", "left", BOB);
  }

  private void decisions() {
    add(
        today(AuditKind.POLICY_DECISION, "11:00")
            .from(ALICE)
            .to(CAROL)
            .outcome("refused: direct file transfer")
            .detail("what", "urn:xmpp:jingle:1"));
    add(
        today(AuditKind.POLICY_DECISION, "11:10")
            .from(CAROL)
            .outcome("reported by a person")
            .detail("about", "alice@example.org")
            .detail("text", "She asks for passwords"));
    add(
        today(AuditKind.POLICY_DECISION, "11:20")
            .from(BOB)
            .to(CAROL)
            .outcome("refused: direct file transfer")
            .detail("what", "urn:xmpp:jingle:1"));
  }

  private void end() {
    person("12:00", CAROL, "Trading");
    add(said("12:05", CAROL, BOB, "c1", "Our contracts are in the safe"));
    add(today(AuditKind.LOGOUT, "17:30").from(ALICE).session("s2").detail("how", "closed"));
  }

  private void person(String time, Jid who, String department) {
    add(
        today(AuditKind.PERSON, time)
            .from(who.bare())
            .companion(
                new AuditEntry.Companion(
                    "INSERT INTO audit.person_state (position, person, department, groups) VALUES"
                        + " (?, ?, ?, '{}')",
                    List.of(who.bare().toString(), department))));
  }

  private void came(String time, String event, Jid who) {
    add(
        today(AuditKind.ROOM_PRESENCE, time)
            .from(who)
            .conversation(ROOM.toString())
            .detail("event", event)
            .detail("person", who.toString())
            .detail("nick", who.local()));
  }

  private static AuditEntry.Builder inRoom(String time, Jid from, String text) {
    return today(AuditKind.MESSAGE, time)
        .from(from)
        .to(ROOM)
        .conversation(ROOM.toString())
        .stanza("<message/>", "groupchat", "", "", text);
  }

  private static AuditEntry.Builder changed(
      String time, Jid from, Jid to, String id, String text, String how, String what) {
    return said(time, from, to, id, text).relation(new AuditEntry.Relation(how, what));
  }

  private static AuditEntry.Builder said(String time, Jid from, Jid to, String id, String text) {
    return today(AuditKind.MESSAGE, time)
        .from(from)
        .to(to.bare())
        .conversation(AuditEntry.conversationOf(from, to))
        .stanza("<message/>", "chat", id, "", text);
  }

  private static AuditEntry.Builder today(AuditKind kind, String time) {
    return AuditEntry.of(kind, at(DAY, time));
  }

  private static Instant at(LocalDate day, String time) {
    return day.atTime(LocalTime.parse(time)).toInstant(ZoneOffset.UTC);
  }

  /** A row that was recorded when it was received. */
  private AuditPosition add(AuditEntry.Builder row) {
    AuditEntry entry = row.build();
    record.at(entry.receivedAt());
    return record.write(entry);
  }
}
