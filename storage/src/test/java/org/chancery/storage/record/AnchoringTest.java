package org.chancery.storage.record;

import static org.chancery.storage.record.RecordUnderAttack.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.chancery.storage.anchor.Anchor;
import org.chancery.storage.anchor.AnchorFile;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.anchor.TestAuthority;
import org.chancery.storage.anchor.TimeStampAuthority;
import org.chancery.storage.anchor.TimeStamps;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Cuts off the tail of a record with the checkpoints over it, which only an anchor can tell. */
@TestInstance(Lifecycle.PER_CLASS)
class AnchoringTest {
  private static final int CASES = 20;

  private final RecordUnderAttack attacked = new RecordUnderAttack();

  @TempDir private Path directory;

  @AfterAll
  void close() {
    attacked.close();
  }

  private Anchors anchored() throws IOException {
    AnchorFile file = new AnchorFile(directory.resolve("anchors"));
    new Anchoring(attacked.test().database(), file, Optional.empty(), InstantSource.system()).run();
    return Anchors.of(file.read(), Optional.empty());
  }

  @Test
  void whatWasNotTouchedAgreesWithItsAnchors() throws IOException {
    VerificationReport report = attacked.after(anchored(), connection -> {});
    assertTrue(report.isSound(), report.toJson());
    assertEquals(List.of(1L, 1L), List.of(node(report, 0).anchors(), node(report, 3).anchors()));
  }

  @Test
  void aTailThatWasCutOffWithItsCheckpointsIsFoundWhereItBegins() throws IOException {
    Anchors anchors = anchored();
    for (int i = 0; i < CASES; i++) {
      // Where a checkpoint ends, as else the rows that are left without one would give it away.
      long last = 10L * new Random(i).nextInt(SIGNED / 10);
      String cut =
          "DELETE FROM audit.record WHERE node = 0 AND sequence > "
              + last
              + "; DELETE FROM audit.checkpoint WHERE node = 0 AND last_sequence > "
              + last;
      assertTrue(
          attacked.after(c -> Forgery.execute(c, cut)).nodes().getFirst().finding().isEmpty());
      Finding finding = finding(anchors, cut);
      assertEquals(Problem.TRUNCATED, finding.problem());
      assertEquals(last + 1, finding.sequence());
    }
  }

  @Test
  void aWholeChainThatIsGoneIsMissed() throws IOException {
    VerificationReport report =
        attacked.after(
            anchored(),
            connection ->
                Forgery.execute(
                    connection,
                    "DELETE FROM audit.record WHERE node = 3; DELETE FROM audit.checkpoint WHERE"
                        + " node = 3"));
    Finding finding = node(report, 3).finding().orElseThrow();
    assertEquals(Problem.TRUNCATED, finding.problem());
    assertEquals(1, finding.sequence());
  }

  @Test
  void checkpointsThatWereCutOffAloneAreMissed() throws IOException {
    Finding finding =
        finding(anchored(), "DELETE FROM audit.checkpoint WHERE node = 0 AND number = 11");
    assertEquals(Problem.CHECKPOINT, finding.problem());
    assertEquals(101, finding.sequence());
  }

  @Test
  void aCheckpointThatIsNotTheAnchoredOneIsFoundEvenIfItsSignatureIsSound() throws IOException {
    Anchors real = anchored();
    Anchor last = real.byNode().get(0).getLast();
    byte[] digest = last.digest().clone();
    digest[7] ^= 1;
    Anchor other = new Anchor(0, 7, 70, last.madeAt(), digest, Optional.empty());
    Finding finding =
        attacked
            .after(Anchors.of(List.of(last, other), Optional.empty()), connection -> {})
            .nodes()
            .getFirst()
            .finding()
            .orElseThrow();
    assertEquals(Problem.CHECKPOINT, finding.problem());
    assertEquals(61, finding.sequence());
    assertEquals("checkpoint 7 is not the one that was anchored", finding.explanation());
  }

  @Test
  void onlyNewCheckpointsAreAnchoredAndNowAndThenWithATimeStamp() throws IOException {
    Path path = directory.resolve("stamped");
    AnchorFile file = new AnchorFile(path);
    Instant[] now = {Instant.now()};
    try (TestAuthority authority = new TestAuthority()) {
      TimeStamps trusted = TimeStamps.trusting(authority.root(directory.resolve("root.pem")));
      Optional<Anchoring.Stamping> stamping =
          Optional.of(
              new Anchoring.Stamping(
                  new TimeStampAuthority(authority.url(), trusted), Duration.ofDays(1)));
      new Anchoring(attacked.test().database(), file, stamping, () -> now[0]).run();
      int before = file.read().size();
      Anchoring again = new Anchoring(attacked.test().database(), file, stamping, () -> now[0]);
      again.run();
      assertEquals(before, file.read().size());

      attacked.append(9, Forgery.entry(new Random(1), 1));
      again.run();
      attacked.append(9, Forgery.entry(new Random(1), 2));
      again.run();
      now[0] = now[0].plus(Duration.ofDays(2));
      authority.refuse();
      attacked.append(9, Forgery.entry(new Random(1), 3));
      again.run();
      List<Anchor> added = file.read().subList(before, before + 3);
      assertEquals(List.of(1L, 2L, 3L), added.stream().map(Anchor::number).toList());
      assertEquals(
          List.of(true, false, false),
          added.stream().map(it -> it.timeStamp().isPresent()).toList());

      VerificationReport report =
          attacked.after(Anchors.of(file.read(), Optional.of(trusted)), connection -> {});
      assertTrue(report.isSound(), report.toJson());
      assertEquals(1, node(report, 9).timeStamps());

      Anchor forged = added.get(1).stamped(added.getFirst().timeStamp().orElseThrow());
      VerificationReport unsound =
          attacked.after(Anchors.of(List.of(forged), Optional.of(trusted)), connection -> {});
      assertEquals(
          "the time-stamp of checkpoint 2 is not valid: it is about something else",
          node(unsound, 9).finding().orElseThrow().explanation());
    }
    Files.writeString(path, "nonsense\n");
    assertThrows(
        IOException.class,
        () ->
            new Anchoring(
                attacked.test().database(), file, Optional.empty(), InstantSource.system()));
  }

  @Test
  void rowsThatWereNotSignedYetAreNotMissed() throws IOException {
    VerificationReport report =
        attacked.after(
            anchored(),
            connection ->
                Forgery.execute(
                    connection,
                    "DELETE FROM audit.record WHERE node = 0 AND sequence > " + SIGNED));
    assertTrue(report.isSound(), report.toJson());
  }

  private static VerificationReport.Node node(VerificationReport report, int number) {
    return report.nodes().stream().filter(it -> it.node() == number).findFirst().orElseThrow();
  }

  private Finding finding(Anchors anchors, String sql) {
    return attacked
        .after(anchors, connection -> Forgery.execute(connection, sql))
        .nodes()
        .getFirst()
        .finding()
        .orElseThrow(() -> new AssertionError("was not seen"));
  }
}
