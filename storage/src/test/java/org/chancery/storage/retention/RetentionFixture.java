package org.chancery.storage.retention;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.TestDatabase;
import org.chancery.storage.record.TimedRecord;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;
import org.junit.jupiter.api.AfterEach;

/** A record with months of its own, and what writes to it, keeps it and looks at it. */
abstract class RetentionFixture {
  static final Instant JANUARY = Instant.parse("2025-01-10T12:00:00Z");
  static final Instant FEBRUARY = Instant.parse("2025-02-10T12:00:00Z");
  static final Instant LATER = Instant.parse("2026-02-02T00:00:00Z");
  static final RetentionRules A_YEAR =
      new RetentionRules(List.of(new Rule(Kind.DEFAULT, "", "1 year")));
  static final String ROOM = "plans@rooms.example.org";

  final TestDatabase test = TestDatabase.create();
  final TimedRecord record = new TimedRecord(test, JANUARY);
  final Holds holds = new Holds(test.config());

  @AfterEach
  void close() {
    record.close();
    test.close();
  }

  Retention retention(RetentionRules rules) {
    return new Retention(test.config(), rules, record::write);
  }

  Erasure erasure(RetentionRules rules) {
    return new Erasure(test.config(), rules, record::write);
  }

  static Erasure.Request all(String person) {
    return new Erasure.Request(
        Jid.of(person + "@example.org"),
        Instant.EPOCH,
        Instant.parse("2040-01-01T00:00:00Z"),
        "asked");
  }

  static Holds.Scope person(String address) {
    return new Holds.Scope(
        "case 7",
        Optional.of(address),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  void knows(String person, String group) {
    record.write(
        AuditEntry.of(AuditKind.PERSON, JANUARY)
            .from(Jid.of(person + "@example.org"))
            .companion(
                new AuditEntry.Companion(
                    "INSERT INTO audit.person_state (position, person, groups) VALUES (?, ?,"
                        + " ARRAY[?])",
                    List.of(person + "@example.org", group)))
            .build());
  }

  void say(String from, String to, String text) {
    say(from, to, text, "");
  }

  void say(String from, String to, String text, String audience) {
    Jid sender = Jid.of(from + "@example.org/desk");
    Jid recipient = Jid.of(to.contains("@") ? to : to + "@example.org");
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(sender)
            .to(recipient)
            .conversation(AuditEntry.conversationOf(sender, recipient))
            .audience(audience.isEmpty() ? List.of() : List.of(audience))
            .stanza("<message/>", "chat", "", "", text)
            .build());
  }

  void inRoom(String from, String text) {
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(Jid.of(from + "@example.org/desk"))
            .to(Jid.of(ROOM))
            .conversation(ROOM)
            .stanza("<message/>", "groupchat", "", "", text)
            .build());
  }

  List<String> bodies() {
    return test.texts("SELECT body FROM audit.record WHERE body IS NOT NULL ORDER BY position");
  }

  void asSuperuser(String sql) throws SQLException {
    try (Connection connection = test.superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
