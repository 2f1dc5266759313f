package org.chancery.storage.record;

import static org.chancery.storage.record.RecordUnderAttack.SIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Roles;
import org.chancery.storage.Secrets;
import org.chancery.storage.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Proofs of single rows, checked without the record. */
@TestInstance(Lifecycle.PER_CLASS)
class EvidenceTest {
  private static final int CASES = 300;

  private final RecordUnderAttack attacked = new RecordUnderAttack();

  @TempDir private Path elsewhere;

  @AfterAll
  void close() {
    attacked.close();
  }

  @Test
  void everySignedRowIsProvedByTheLegalRoleAndTheKeyAlone() throws Exception {
    for (AuditPosition position : positions()) {
      Evidence evidence = evidence(position);
      String proof = EvidenceJson.proof(evidence);
      Evidence read = EvidenceParser.proof(proof);
      assertEquals(Optional.empty(), verifier().problem(read), proof);
      assertEquals(position, read.position());
      assertFalse(read.isErased());
    }
  }

  @Test
  void aProofIsWorthNothingWhenAnyOfItsValuesIsChanged() throws Exception {
    List<AuditPosition> positions = positions();
    // Behind the last name of a line.
    Pattern value = Pattern.compile("[0-9A-Za-z](?![^\\n]* : )");
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(i);
      String proof = EvidenceJson.proof(evidence(positions.get(random.nextInt(positions.size()))));
      List<Integer> places = new ArrayList<>();
      Matcher characters = value.matcher(proof);
      while (characters.find()) {
        places.add(characters.start());
      }
      int place = places.get(random.nextInt(places.size()));
      char changed = proof.charAt(place) == '7' ? '6' : '7';
      String forged = proof.substring(0, place) + changed + proof.substring(place + 1);
      assertTrue(isRefused(forged), forged);
    }
  }

  private boolean isRefused(String proof) {
    try {
      return verifier().problem(EvidenceParser.proof(proof)).isPresent();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Test
  void aPathThatIsLongerOrShorterOrOfAnotherRowIsRefused() throws Exception {
    List<AuditPosition> positions = positions();
    Evidence one = evidence(positions.get(12));
    Evidence other = evidence(positions.get(13));
    List<byte[]> longer = new ArrayList<>(one.path());
    longer.add(new byte[32]);
    for (List<byte[]> path :
        List.of(
            longer, one.path().subList(1, one.path().size()), other.path(), List.<byte[]>of())) {
      Evidence forged = new Evidence(one.row(), one.previous(), path, one.checkpoint());
      assertEquals(
          Optional.of("it is not among the rows that checkpoint 2 signed"),
          verifier().problem(forged));
    }
  }

  @Test
  void aProofByAnotherKeyIsNotBelieved() throws Exception {
    Evidence evidence = evidence(positions().getFirst());
    SigningKey foreign = SigningKey.readOrCreate(new Secrets(elsewhere));
    String problem =
        new EvidenceVerifier(Set.of(foreign.publicKey())).problem(evidence).orElseThrow();
    assertTrue(problem.startsWith("checkpoint 1 is signed by a key that is not trusted"), problem);
  }

  @Test
  void whereThereIsNoProofTheReasonIsTold() throws Exception {
    assertEquals(Optional.empty(), asLegal(reader -> reader.of(new AuditPosition(256))));
    AuditPosition unsigned =
        new AuditPosition(
            Long.parseLong(
                attacked
                    .test()
                    .texts(
                        "SELECT position FROM audit.record WHERE node = 0 AND sequence = "
                            + (SIGNED + 1))
                    .getFirst()));
    NotProvableException refused =
        assertThrows(NotProvableException.class, () -> asLegal(reader -> reader.of(unsigned)));
    assertTrue(refused.getMessage().contains("not signed yet"), refused.getMessage());
  }

  @Test
  void pathsOfTreesOfAnySizeLeadToTheRoot() {
    for (int size = 1; size <= 70; size++) {
      List<byte[]> leaves = new ArrayList<>();
      MerkleRoot root = new MerkleRoot();
      for (int i = 0; i < size; i++) {
        leaves.add(new byte[] {(byte) i});
        root.add(leaves.getLast());
      }
      MerkleTree tree = new MerkleTree(leaves);
      assertArrayEquals(root.root(), tree.root());
      for (int i = 0; i < size; i++) {
        List<byte[]> path = tree.path(i);
        assertArrayEquals(root.root(), MerkleTree.root(leaves.get(i), i, size, path).orElseThrow());
        int wrong = (i + 1) % size;
        assertFalse(
            size > 1
                && MerkleTree.root(leaves.get(i), wrong, size, path)
                    .filter(found -> java.util.Arrays.equals(found, root.root()))
                    .isPresent());
      }
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T by(EvidenceReader reader) throws SQLException, NotProvableException;
  }

  private <T> T asLegal(Reading<T> reading) throws SQLException, NotProvableException {
    try (Connection connection = attacked.test().as(Roles.DEFAULT.legal())) {
      return reading.by(new EvidenceReader(new Transaction(connection)));
    }
  }

  private Evidence evidence(AuditPosition position) throws SQLException, NotProvableException {
    return asLegal(reader -> reader.of(position)).orElseThrow();
  }

  private EvidenceVerifier verifier() {
    return new EvidenceVerifier(attacked.trusted());
  }

  private List<AuditPosition> positions() {
    return attacked
        .test()
        .texts(
            "SELECT position FROM audit.record WHERE node = 0 AND sequence <= "
                + SIGNED
                + " ORDER BY position")
        .stream()
        .map(text -> new AuditPosition(Long.parseLong(text)))
        .toList();
  }
}
