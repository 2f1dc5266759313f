package org.chancery.storage.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.PostgresAccountStore;
import org.chancery.storage.PostgresRoomStore;
import org.chancery.storage.Readings;
import org.chancery.storage.Roles;
import org.chancery.storage.StorageException;
import org.chancery.storage.search.SearchIndexer;
import org.junit.jupiter.api.Test;

class HoldsTest extends RetentionFixture {
  @Test
  void anArchiveUnderHoldSurvivesEverythingAndIsOrdinaryAgainWhenReleased() throws SQLException {
    PostgresAccountStore accounts = new PostgresAccountStore(test.database());
    accounts.add(Jid.of("alice@example.org"), List.of());
    say("alice", "bob", "by alice");
    say("bob", "alice", "to alice");
    inRoom("alice", "in the room");
    say("bob", "carol", "not hers");
    record.at(FEBRUARY);
    say("bob", "carol", "new");
    long hold = holds.add(person("alice@example.org"), "lawyer");

    accounts.remove(Jid.of("alice@example.org"));
    record.write(
        AuditEntry.of(AuditKind.ROOM_CHANGE, FEBRUARY)
            .conversation(ROOM)
            .detail("event", "destroyed")
            .companion(new PostgresRoomStore(test.database()).destroy(Jid.of(ROOM)))
            .build());
    retention(A_YEAR).run(LATER, "test");
    Erasure.Receipt receipt = erasure(A_YEAR).run(all("alice"), LATER, "test");

    assertEquals(List.of("by alice", "to alice", "in the room", "new"), bodies());
    assertEquals(0, receipt.rows());
    assertEquals(Map.of("hold " + hold + ": case 7", 2L), receipt.forbidden());
    assertEquals(
        List.of("hold " + hold + ": case 7"),
        retention(A_YEAR).plan(LATER).stream().map(Retention.Line::why).distinct().toList());

    holds.release(hold, "lawyer");
    assertEquals(4, bodies().size(), "nothing goes at once");
    retention(A_YEAR).run(LATER, "test");
    assertEquals(List.of("new"), bodies());
    assertTrue(record.verify().isSound(), record.verify().toJson());
    assertThrows(StorageException.class, () -> holds.release(hold, "lawyer"));
    assertTrue(holds.list().getFirst().releasedAt().isPresent());
  }

  @Test
  void aHoldIsBoundByRoomAndTime() {
    inRoom("alice", "before");
    record.at(JANUARY.plus(Duration.ofDays(1)));
    inRoom("alice", "within");
    say("alice", "bob", "elsewhere");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    holds.add(
        new Holds.Scope(
            "case 8",
            Optional.empty(),
            Optional.of(ROOM),
            Optional.of(JANUARY.plus(Duration.ofHours(1))),
            Optional.empty(),
            false),
        "lawyer");
    retention(A_YEAR).run(LATER, "test");
    assertEquals(List.of("within", "new"), bodies());
  }

  @Test
  void aHoldThatComesWhileAMonthExpiresWaitsAndOneThatIsThereIsSeen() {
    say("alice", "bob", "old");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    List<String> states = new ArrayList<>();
    new Retention(
            test.config(),
            A_YEAR,
            entry -> {
              SQLException refused =
                  assertThrows(
                      SQLException.class,
                      () ->
                          test.texts(
                              Roles.DEFAULT.legal(),
                              "SET lock_timeout = '50ms'",
                              "SELECT compliance.add_hold('case 9')"));
              states.add(refused.getSQLState());
              return record.write(entry);
            })
        .run(LATER, "test");
    assertEquals(List.of("55P03"), states);
  }

  @Test
  void holdsAreOnRecordAndNobodyElseMakesThem() throws SQLException {
    long hold = holds.add(person("alice@example.org"), "lawyer");
    holds.release(hold, "lawyer");
    new Readings(test.database()).unrecorded(10).forEach(record::write);
    assertEquals(
        List.of(
            "hold added by lawyer as chancery_legal for case 7",
            "hold released by lawyer as chancery_legal for case 7"),
        test.texts(
            "SELECT format('%s by %s for %s', action, acted_by, matter)"
                + " FROM compliance.retention_acts ORDER BY act_id"));
    assertEquals(
        List.of(),
        test.texts(Roles.DEFAULT.compliance(), "SELECT * FROM compliance.record_access"));
    for (String role :
        List.of(Roles.DEFAULT.compliance(), Roles.DEFAULT.server(), Roles.DEFAULT.retention())) {
      assertThrows(
          SQLException.class, () -> test.texts(role, "SELECT compliance.add_hold('mine')"));
    }
  }

  @Test
  void whatIsRestrictedIsSeenByTheLegalRoleAlone() throws SQLException {
    say("alice", "bob", "private plan");
    say("bob", "carol", "open plan");
    record.write(
        AuditEntry.of(AuditKind.FILE, JANUARY)
            .from(Jid.of("alice@example.org"))
            .detail("event", "uploaded")
            .detail("name", "private plan")
            .build());
    SearchIndexer.catchUp(test.database(), SearchIndexer.Config.of(0));
    List<String> questions =
        List.of(
            "SELECT body FROM compliance.messages",
            "SELECT name FROM compliance.files",
            "SELECT body FROM compliance.search('plan')",
            "SELECT said FROM compliance.transcript('alice@example.org bob@example.org',"
                + " '2025-01-01', '2026-01-01')");
    long number =
        holds.add(
            new Holds.Scope(
                "request of alice",
                Optional.of("alice@example.org"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true),
            "lawyer");
    for (String question : questions) {
      assertTrue(
          !test.texts(Roles.DEFAULT.compliance(), question).contains("private plan"), question);
      assertTrue(test.texts(Roles.DEFAULT.legal(), question).contains("private plan"), question);
    }
    // A reader's own condition is not tried on what is hidden: its error would tell.
    test.texts(
        Roles.DEFAULT.compliance(),
        "SELECT 1 FROM compliance.messages WHERE left(body, 4)::text <> 'open' AND 1 /"
            + " (length(body) - 12) > 5");
    holds.release(number, "lawyer");
    for (String question : questions) {
      assertTrue(
          test.texts(Roles.DEFAULT.compliance(), question).contains("private plan"), question);
    }
  }

  @Test
  void theRoleOfRetentionReadsNoContent() {
    say("alice", "bob", "private");
    for (String question :
        List.of(
            "SELECT body FROM audit.record",
            "SELECT * FROM compliance.messages",
            "SELECT * FROM audit.messages",
            "DELETE FROM audit.record",
            "DROP TABLE audit.record_2025_01")) {
      assertEquals(
          "42501",
          assertThrows(SQLException.class, () -> test.texts(Roles.DEFAULT.retention(), question))
              .getSQLState(),
          question);
    }
  }
}
