package org.chancery.storage.record;

import static org.chancery.storage.record.RecordUnderAttack.ROWS;
import static org.chancery.storage.record.RecordUnderAttack.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;
import org.chancery.storage.record.VerificationReport.Finding;
import org.chancery.storage.record.VerificationReport.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Takes rows and content out of a record by its rules, and otherwise. */
@TestInstance(Lifecycle.PER_CLASS)
class SealsTest {
  private static final int CASES = 10;
  private static final String ERASURE = "xml = NULL, body = NULL, detail = NULL, salt = NULL";

  private final RecordUnderAttack attacked = new RecordUnderAttack();

  @AfterAll
  void close() {
    attacked.close();
  }

  @Test
  void aDroppedPartitionWithItsSealIsSound() throws SQLException {
    List<Seal> seals = seals(Seal.Taken.ROWS, "sequence BETWEEN 23 AND 50");
    assertEquals(1, seals.size());
    AuditPosition voucher = vouch(seals);

    VerificationReport.Node node =
        node(
            connection -> {
              Seal.write(new Transaction(connection), voucher, seals);
              Forgery.execute(connection, "DROP TABLE audit.record_2026_02");
            });

    assertEquals(Optional.empty(), node.finding());
    assertEquals(new VerificationReport.Rows(ROWS - 28, 0, 28, 10), node.rows());
  }

  @Test
  void anyRowsMayExpireAndTheSurvivorsAreStillProved() throws SQLException {
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(i);
      String which = random(random, SIGNED);
      List<Seal> seals = seals(Seal.Taken.ROWS, which);
      AuditPosition voucher = vouch(seals);
      VerificationReport.Node node = node(connection -> expire(connection, voucher, seals, which));
      assertEquals(Optional.empty(), node.finding(), which);
      assertEquals(ROWS, node.rows().sound() + node.rows().expired());
      assertEquals(11, node.checkpoints());

      long survivor = survivor(random, which);
      Finding changed =
          attacked.finding(
              connection -> {
                expire(connection, voucher, seals, which);
                Forgery.execute(connection, change(survivor));
              });
      assertEquals(Problem.CHANGED, changed.problem());
      assertEquals(survivor, changed.sequence());

      Finding removed =
          attacked.finding(
              connection -> {
                expire(connection, voucher, seals, which);
                Forgery.execute(
                    connection,
                    "DELETE FROM audit.record WHERE node = 0 AND sequence = " + survivor);
              });
      assertEquals(survivor, removed.sequence(), removed.toString());
    }
  }

  @Test
  void whatExpiredLaterFollowsWhatExpiredBefore() throws SQLException {
    List<Seal> first = seals(Seal.Taken.ROWS, "sequence BETWEEN 10 AND 20");
    AuditPosition voucher = vouch(first);
    String later = "sequence BETWEEN 1 AND 30";
    List<Seal> second = new ArrayList<>();
    attacked.after(
        connection -> {
          expire(connection, voucher, first, "sequence BETWEEN 10 AND 20");
          second.addAll(seals(connection, Seal.Taken.ROWS, later));
        });
    assertEquals(2, second.size());
    AuditPosition again = vouch(second);

    VerificationReport.Node node =
        node(
            connection -> {
              expire(connection, voucher, first, "sequence BETWEEN 10 AND 20");
              expire(connection, again, second, later);
            });

    assertEquals(Optional.empty(), node.finding());
    assertEquals(new VerificationReport.Rows(ROWS - 30, 0, 30, 10), node.rows());
  }

  @Test
  void aSealIsBelievedOnlyWhenASignedRowVouchesForIt() throws SQLException {
    String which = "sequence BETWEEN 41 AND 60";
    List<Seal> seals = seals(Seal.Taken.ROWS, which);
    AuditPosition voucher = vouch(seals);
    for (String change :
        List.of(
            "UPDATE audit.seal SET on_record = on_record + 256",
            "UPDATE audit.seal SET last_sequence = 61",
            "UPDATE audit.seal SET merkle_root = chain",
            "UPDATE audit.seal SET taken = 'content'",
            "INSERT INTO audit.seal SELECT on_record, taken, 3, 1, 1, 1, 1, chain, chain, chain"
                + " FROM audit.seal",
            "DELETE FROM audit.checkpoint WHERE node = 4",
            "DELETE FROM audit.seal")) {
      Finding finding =
          attacked.finding(
              connection -> {
                expire(connection, voucher, seals, which);
                Forgery.execute(connection, change);
              });
      assertEquals(Problem.REMOVED, finding.problem(), change);
      assertEquals(41, finding.sequence(), change);
    }
  }

  @Test
  void aRowThatIsThereThoughItsSealSaysOtherwiseIsFound() throws SQLException {
    List<Seal> seals = seals(Seal.Taken.ROWS, "sequence BETWEEN 41 AND 60");
    AuditPosition voucher = vouch(seals);
    Finding finding =
        attacked.finding(
            connection -> expire(connection, voucher, seals, "sequence BETWEEN 41 AND 59"));
    assertEquals(41, finding.sequence(), finding.toString());
  }

  @Test
  void theRowAfterWhichRowsExpiredIsPinnedByTheSeal() throws SQLException {
    String which = "sequence BETWEEN 36 AND 60";
    List<Seal> seals = seals(Seal.Taken.ROWS, which);
    AuditPosition voucher = vouch(seals);
    Finding finding =
        attacked.finding(
            connection -> {
              Forgery.forge(connection, 33, 35);
              expire(connection, voucher, seals, which);
            });
    assertEquals(Problem.CHANGED, finding.problem());
    assertEquals(35, finding.sequence(), finding.toString());
  }

  @Test
  void erasedContentLeavesTheChainSoundWhenTheRecordSaysSo() throws SQLException {
    for (int i = 0; i < CASES; i++) {
      String which = random(new Random(i), ROWS);
      List<Seal> seals = seals(Seal.Taken.CONTENT, which);
      AuditPosition voucher = vouch(seals);
      VerificationReport.Node node =
          node(
              connection -> {
                Seal.write(new Transaction(connection), voucher, seals);
                erase(connection, which);
              });
      assertEquals(Optional.empty(), node.finding(), which);
      assertEquals(
          seals.stream().mapToLong(it -> it.lastSequence() - it.firstSequence() + 1).sum(),
          node.rows().erased());
    }
  }

  @Test
  void contentThatIsGoneWithoutAWordIsFound() {
    for (int i = 0; i < CASES; i++) {
      long row = 1 + new Random(i).nextInt(ROWS);
      Finding finding = attacked.finding(connection -> erase(connection, "sequence = " + row));
      assertEquals(Problem.CHANGED, finding.problem());
      assertEquals(row, finding.sequence());
    }
  }

  @Test
  void rowsCannotBeSealedWhenTheOneBeforeIsMissing() {
    attacked.after(
        connection -> {
          Forgery.execute(connection, "DELETE FROM audit.record WHERE node = 0 AND sequence = 9");
          SQLException refused =
              assertThrows(
                  SQLException.class, () -> seals(connection, Seal.Taken.ROWS, "sequence = 10"));
          assertTrue(refused.getMessage().contains("no row before 10"), refused.getMessage());
        });
  }

  private VerificationReport.Node node(RecordUnderAttack.Tampering tampering) {
    return attacked.after(tampering).nodes().getFirst();
  }

  /** Which rows, of node 0 without its last: a few here and there. */
  private static String random(Random random, int upTo) {
    TreeSet<Integer> sequences = new TreeSet<>();
    for (int run = 0; run < 1 + random.nextInt(8); run++) {
      int first = 1 + random.nextInt(upTo - 1);
      int last = Math.min(upTo - 1, first + random.nextInt(20));
      for (int sequence = first; sequence <= last; sequence++) {
        sequences.add(sequence);
      }
    }
    return sequences.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "sequence IN (", ")"));
  }

  private long survivor(Random random, String gone) {
    List<String> left =
        attacked
            .test()
            .texts(
                "SELECT sequence FROM audit.record WHERE node = 0 AND sequence <= "
                    + SIGNED
                    + " AND NOT "
                    + gone);
    return Long.parseLong(left.get(random.nextInt(left.size())));
  }

  private static String change(long row) {
    return "UPDATE audit.record SET body = 'forged' WHERE node = 0 AND sequence = " + row;
  }

  private static void expire(
      Connection connection, AuditPosition voucher, List<Seal> seals, String which)
      throws SQLException {
    Seal.write(new Transaction(connection), voucher, seals);
    Forgery.execute(connection, "DELETE FROM audit.record WHERE node = 0 AND " + which);
  }

  private static void erase(Connection connection, String which) throws SQLException {
    Forgery.execute(
        connection, "UPDATE audit.record SET " + ERASURE + " WHERE node = 0 AND " + which);
  }

  private List<Seal> seals(Seal.Taken taken, String which) throws SQLException {
    try (Connection connection = attacked.test().superuser()) {
      return seals(connection, taken, which);
    }
  }

  private static List<Seal> seals(Connection connection, Seal.Taken taken, String which)
      throws SQLException {
    Transaction transaction = new Transaction(connection);
    Sealer sealer = new Sealer(transaction, taken);
    transaction.each(
        "SELECT position, sequence, chain FROM audit.record WHERE node = 0 AND "
            + which
            + " ORDER BY position",
        row -> sealer.take(new AuditPosition(row.getLong(1)), row.getLong(2), row.getBytes(3)));
    return sealer.seals();
  }

  private AuditPosition vouch(List<Seal> seals) {
    return attacked.append(
        4,
        AuditEntry.of(AuditKind.RETENTION, Instant.now())
            .detail("event", "rows taken out")
            .detail(Seal.COUNT, Integer.toString(seals.size()))
            .detail(Seal.ROOT, Seal.root(seals))
            .build());
  }
}
