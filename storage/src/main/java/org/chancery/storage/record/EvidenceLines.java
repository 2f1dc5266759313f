package org.chancery.storage.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Evidence one by one from lines that {@link EvidenceJson} wrote, with checkpoints from lines of
 * their own that come in the order in which they are needed. Not thread-safe.
 */
public final class EvidenceLines {
  private final BufferedReader lines;
  private final BufferedReader checkpoints;
  private final Map<Integer, Checkpoint> latest = new HashMap<>();

  /**
   * One line.
   *
   * @param messageId of the row
   * @param evidence for it; empty when there was none when it was exported
   */
  public record Line(long messageId, Optional<Evidence> evidence) {}

  /** Reads by these, which are the caller's to close. */
  public EvidenceLines(BufferedReader lines, BufferedReader checkpoints) {
    this.lines = lines;
    this.checkpoints = checkpoints;
  }

  /**
   * The next one; empty when there are no more.
   *
   * @throws IllegalArgumentException when the line is no evidence, or its checkpoint is missing
   */
  public Optional<Line> next() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return Optional.empty();
    }
    JsonNode object = EvidenceParser.parsed(line);
    if (object.has("unproved")) {
      return Optional.of(new Line(object.path("message_id").asLong(), Optional.empty()));
    }
    int node = object.path("row").path("server_node").asInt();
    Evidence evidence =
        EvidenceParser.evidence(object, checkpoint(node, object.path("checkpoint").asLong()));
    return Optional.of(new Line(evidence.position().value(), Optional.of(evidence)));
  }

  private Checkpoint checkpoint(int node, long number) throws IOException {
    while (!latest.containsKey(node) || latest.get(node).number() != number) {
      String line = checkpoints.readLine();
      if (line == null) {
        throw new IllegalArgumentException("checkpoint " + number + " is missing");
      }
      Checkpoint next = EvidenceParser.checkpoint(line);
      latest.put(next.node(), next);
    }
    return latest.get(node);
  }
}
