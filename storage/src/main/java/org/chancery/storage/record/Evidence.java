package org.chancery.storage.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.chancery.storage.AuditPosition;

/**
 * One row of the record with all that proves it: whoever has the public key needs neither the rest
 * of the record nor the database. Immutable.
 */
public final class Evidence {
  private final StoredRow row;
  private final byte[] previous;
  private final List<byte[]> path;
  private final Checkpoint checkpoint;

  /**
   * Not checked yet.
   *
   * @param previous the chain of the row before
   * @param path from the row's leaf to the root that the checkpoint signs
   */
  Evidence(StoredRow row, byte[] previous, List<byte[]> path, Checkpoint checkpoint) {
    this.row = row;
    this.previous = previous;
    this.path = List.copyOf(path);
    this.checkpoint = checkpoint;
  }

  StoredRow row() {
    return row;
  }

  byte[] previous() {
    return previous;
  }

  List<byte[]> path() {
    return path;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Which row. */
  public AuditPosition position() {
    return row.row().position();
  }

  /** Its number within its chain. */
  public long sequence() {
    return row.row().sequence();
  }

  /** The number of the checkpoint that signed it, within its chain. */
  public long checkpointNumber() {
    return checkpoint.number();
  }

  /** Whether its content was taken out. */
  public boolean isErased() {
    return row.salt().isEmpty();
  }

  /** The columns of text that are not empty, by the names of {@code compliance.evidence}. */
  public Map<String, String> texts() {
    Map<String, String> texts = EvidenceJson.texts(row.row());
    texts.values().removeIf(String::isEmpty);
    return texts;
  }

  /** Further named facts. */
  public Map<String, String> detail() {
    return row.row().content().detail();
  }

  /** When the server received what is recorded. */
  public Instant receivedAt() {
    return row.row().receivedAt();
  }
}
