package org.chancery.storage.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.JsonText;

/**
 * What a verification of the record found.
 *
 * @param startedAt when it began
 * @param nodes one for each chain
 */
public record VerificationReport(Instant startedAt, List<Node> nodes) {

  /** What is wrong. */
  public enum Problem {
    /** A row is not what it was when it was recorded. */
    CHANGED,
    /** A row is missing. */
    REMOVED,
    /** A row is there that was not recorded at that place. */
    INSERTED,
    /** Rows are missing at the end, after which nothing follows. */
    TRUNCATED,
    /** A checkpoint is not one that a trusted key signed, or is missing. */
    CHECKPOINT
  }

  /**
   * The first place where a chain is broken. Nothing can be said about what follows it.
   *
   * @param problem what is wrong
   * @param sequence of the row
   * @param position of the row, or of the first row that is left after it; empty when there is none
   * @param explanation for people
   */
  public record Finding(
      Problem problem, long sequence, Optional<AuditPosition> position, String explanation) {}

  /**
   * The rows of one chain up to where it is broken.
   *
   * @param sound how many rows are sound
   * @param erased how many of these have had their content taken out, which the record itself says
   * @param expired how many rows are gone by the rules of retention, which the record itself says
   * @param unsigned how many rows follow the last checkpoint
   */
  public record Rows(long sound, long erased, long expired, long unsigned) {}

  /**
   * One chain.
   *
   * @param node whose
   * @param rows of it
   * @param checkpoints how many checkpoints are sound
   * @param anchors how many of these agree with what was kept of them elsewhere
   * @param timeStamps how many of these are time-stamped by an authority that is believed
   * @param finding where it is broken; empty when it is sound
   */
  public record Node(
      int node,
      Rows rows,
      long checkpoints,
      long anchors,
      long timeStamps,
      Optional<Finding> finding) {}

  /** Whether all chains are sound. */
  public boolean isSound() {
    return nodes.stream().allMatch(node -> node.finding().isEmpty());
  }

  /** For machines: one JSON object. */
  public String toJson() {
    StringBuilder out =
        new StringBuilder("{\"started_at\":\"").append(startedAt).append("\",\"sound\":");
    out.append(isSound()).append(",\"nodes\":[");
    for (Node node : nodes) {
      out.append(node == nodes.getFirst() ? "" : ",");
      append(node, out);
    }
    return out.append("]}").toString();
  }

  private static void append(Node node, StringBuilder out) {
    out.append("{\"node\":").append(node.node());
    out.append(",\"rows\":").append(node.rows().sound());
    out.append(",\"erased\":").append(node.rows().erased());
    out.append(",\"expired\":").append(node.rows().expired());
    out.append(",\"unsigned\":").append(node.rows().unsigned());
    out.append(",\"checkpoints\":").append(node.checkpoints());
    out.append(",\"anchors\":").append(node.anchors());
    out.append(",\"time_stamps\":").append(node.timeStamps());
    node.finding()
        .ifPresent(
            finding -> {
              out.append(",\"problem\":\"")
                  .append(finding.problem().name().toLowerCase(java.util.Locale.ROOT));
              out.append("\",\"sequence\":").append(finding.sequence());
              finding.position().ifPresent(at -> out.append(",\"position\":").append(at.value()));
              out.append(",\"explanation\":");
              JsonText.quote(finding.explanation(), out);
            });
    out.append('}');
  }
}
