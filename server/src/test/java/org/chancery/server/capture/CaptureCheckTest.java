package org.chancery.server.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.CaptureStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeAuditStore.Fault;
import org.chancery.storage.fake.FakeCaptureStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureCheckTest {
  private final TestServer server = new TestServer();
  private final AuditLog auditLog = server.core().auditLog();
  private final CaptureStore counted = new FakeCaptureStore(server.record());
  private final Clock clock = Clock.systemUTC();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyMessageThatWasTakenInIsAccountedFor() {
    talk();
    CaptureCheck check = new CaptureCheck(auditLog, counted, clock, Duration.ZERO);

    check.endPeriod(Optional.of(true));
    assertEquals(List.of(), checks("capture"), "what may still be under way is not judged");
    check.endPeriod(Optional.of(true));

    AuditEntry row = checks("capture").getFirst();
    assertEquals(AuditEntry.ACCEPTED, row.outcome());
    assertEquals("on record", row.detail().get("canary"));
    assertEquals("4", row.detail().get("received"));
    assertEquals("2", row.detail().get("recorded"));
    assertEquals("1", row.detail().get("excluded"));
    assertEquals("1", row.detail().get("refused"));
    assertEquals(row.detail().get("rows-written"), row.detail().get("rows-found"));
    assertEquals(List.of(), checks("capture alarm"));
  }

  @Test
  void periodsFollowEachOtherWithoutAGapAndCountEachRowOnce() {
    CaptureCheck check = new CaptureCheck(auditLog, counted, clock, Duration.ZERO);
    talk();
    check.endPeriod(Optional.empty());
    talk();
    check.endPeriod(Optional.empty());
    check.endPeriod(Optional.empty());

    List<AuditEntry> rows = checks("capture");
    assertEquals(2, rows.size());
    assertEquals(rows.get(0).detail().get("until"), rows.get(1).detail().get("from"));
    assertEquals(
        List.of("4 accepted", "4 accepted"),
        rows.stream().map(row -> row.detail().get("received") + " " + row.outcome()).toList());
  }

  @Test
  void aRowThatIsMissingInTheDatabaseIsAnAlarmOnRecord() {
    talk();
    CaptureCheck check = new CaptureCheck(auditLog, losingOne(), clock, Duration.ZERO);

    check.endPeriod(Optional.empty());
    check.endPeriod(Optional.empty());

    String explanation = checks("capture alarm").getFirst().outcome();
    assertTrue(
        explanation.matches("\\d+ rows were committed, and the database has \\d+"), explanation);
    assertEquals(explanation, checks("capture").getFirst().outcome());
  }

  @Test
  void aDifferenceIsNoAlarmBeforeTheGraceIsOver() {
    talk();
    CaptureCheck check = new CaptureCheck(auditLog, losingOne(), clock, Duration.ofHours(1));

    check.endPeriod(Optional.empty());
    check.endPeriod(Optional.empty());

    assertEquals(List.of(), checks("capture"));
  }

  @Test
  void aCanaryGoesOnRecordAndNobodyIsShownIt() {
    try (TestClient alice = server.online("alice")) {
      assertEquals(Optional.of(true), canary().fly());
      assertEquals(
          List.of(), alice.elementsUntilPong().stream().filter(it -> isMessage(it)).toList());
      AuditEntry row = server.record().entries().getLast();
      assertEquals(AuditEntry.Visibility.RECORD_ONLY, row.visibility());
      assertEquals("", row.body());
    }
  }

  @Test
  void aCanaryThatWasRefusedIsNotTakenForLost() {
    server.record().failNext(Fault.AWAY);

    assertEquals(Optional.empty(), canary().fly());
  }

  @Test
  void aCanaryThatWasAcceptedAndIsNotOnRecordIsLost() {
    CaptureStore elsewhere = new FakeCaptureStore(new FakeAuditStore(clock));

    assertEquals(Optional.of(false), canary(elsewhere).fly());
  }

  @Test
  void aLostCanaryIsAnAlarm() {
    CaptureCheck check = new CaptureCheck(auditLog, counted, clock, Duration.ZERO);

    check.endPeriod(Optional.of(false));
    check.endPeriod(Optional.empty());

    assertEquals("the canary is not on record", checks("capture alarm").getFirst().outcome());
    assertEquals("lost", checks("capture").getFirst().detail().get("canary"));
  }

  private static boolean isMessage(Element element) {
    return element.name().equals("message");
  }

  private Canary canary() {
    return canary(counted);
  }

  private Canary canary(CaptureStore store) {
    return new Canary(Jid.of("localhost"), server.core().router(), store, clock);
  }

  /** Two messages that are recorded, a chat state that is not, and one that is refused. */
  private void talk() {
    try (TestClient alice = server.online("alice")) {
      alice.sends("<message type='chat' to='bob@localhost'><body>One</body></message>");
      alice.sends("<message type='chat' to='carol@localhost'><body>Two</body></message>");
      alice.sends(
          "<message type='chat' to='bob@localhost'>"
              + "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
      alice.sends("<message type='chat' to='bob@elsewhere.example'><body>Three</body></message>");
      alice.elementsUntilPong();
      alice.logsOut();
    }
  }

  private CaptureStore losingOne() {
    return new CaptureStore() {
      @Override
      public long rows(Instant from, Instant until) {
        return counted.rows(from, until) - 1;
      }

      @Override
      public boolean holds(Jid sender, String stanzaId, Instant since) {
        return counted.holds(sender, stanzaId, since);
      }
    };
  }

  /** The checks on record, once everything that was submitted before is. */
  private List<AuditEntry> checks(String event) {
    auditLog.commit(AuditEntry.of(AuditKind.CONFIGURATION, clock.instant()).build());
    return server.record().entries().stream()
        .filter(entry -> entry.detail().entrySet().contains(Map.entry("event", event)))
        .filter(entry -> entry.kind() == AuditKind.CAPTURE_CHECK)
        .toList();
  }
}
