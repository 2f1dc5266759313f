package org.chancery.storage.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/** Reads what {@link EvidenceJson} writes, and believes nothing of it. Thread-safe. */
public final class EvidenceParser {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EvidenceParser() {}

  /**
   * A proof by itself.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Evidence proof(String text) {
    JsonNode proof = parsed(text);
    if (!proof.path("format").asText().equals(EvidenceJson.FORMAT)) {
      throw new IllegalArgumentException("the format is not \"" + EvidenceJson.FORMAT + "\"");
    }
    return evidence(proof, checkpoint(proof.path("checkpoint")));
  }

  /**
   * A checkpoint in a line of its own.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Checkpoint checkpoint(String line) {
    return checkpoint(parsed(line));
  }

  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
  }

  static Evidence evidence(JsonNode object, Checkpoint checkpoint) {
    List<byte[]> path = new ArrayList<>();
    object.path("path").forEach(hash -> path.add(bytes(hash)));
    return new Evidence(
        new Row(object.path("row")).stored(), bytes(object.path("previous")), path, checkpoint);
  }

  private static Checkpoint checkpoint(JsonNode object) {
    return new Checkpoint(
        object.path("server_node").asInt(),
        object.path("number").asLong(),
        object.path("first_sequence").asLong(),
        object.path("last_sequence").asLong(),
        new AuditPosition(object.path("last_position").asLong()),
        time(object.path("made_at")),
        bytes(object.path("chain")),
        bytes(object.path("merkle_root")),
        bytes(object.path("previous")),
        object.path("key_id").asText(),
        bytes(object.path("signature")));
  }

  private static byte[] bytes(JsonNode hexadecimal) {
    return HexFormat.of().parseHex(hexadecimal.asText());
  }

  private static Instant time(JsonNode text) {
    try {
      return Instant.parse(text.asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time is missing", e);
    }
  }

  /** One row. */
  private static final class Row {
    private final JsonNode object;
    private boolean wellFormed = true;

    Row(JsonNode object) {
      this.object = object;
    }

    StoredRow stored() {
      AuditRow row =
          new AuditRow(
              new AuditPosition(object.path("message_id").asLong()),
              object.path("sequence").asLong(),
              text("kind"),
              time(object.path("received_at")),
              new AuditRow.Address(text("sender"), text("sender_resource")),
              new AuditRow.Address(text("recipient"), text("recipient_resource")),
              new AuditRow.Labels(
                  text("conversation"),
                  text("session"),
                  text("type"),
                  text("stanza_id"),
                  text("thread")),
              new AuditEntry.Relation(text("relation"), text("related_to")),
              audience(),
              text("outcome"),
              new AuditEntry.Visibility(
                  object.path("sender_archive").asBoolean(),
                  object.path("recipient_archive").asBoolean()),
              new AuditRow.Content(text("xml"), text("body"), detail()));
      Optional<byte[]> salt =
          object.hasNonNull("salt") ? Optional.of(bytes(object.path("salt"))) : Optional.empty();
      return new StoredRow(
          row,
          time(object.path("recorded_at")),
          object.path("server_node").asInt(),
          object.path("format").asInt(),
          salt,
          bytes(object.path("content_hash")),
          bytes(object.path("chain")),
          wellFormed);
    }

    /** What does not apply is absent, never empty. */
    private String text(String name) {
      JsonNode value = object.path(name);
      wellFormed &= value.isMissingNode() || value.isTextual() && !value.asText().isEmpty();
      return value.asText();
    }

    private List<String> audience() {
      JsonNode values = object.path("audience");
      wellFormed &= values.isMissingNode() || values.isArray() && !values.isEmpty();
      List<String> audience = new ArrayList<>();
      for (JsonNode value : values) {
        wellFormed &= value.isTextual();
        audience.add(value.asText());
      }
      return audience;
    }

    private Map<String, String> detail() {
      JsonNode values = object.path("detail");
      wellFormed &= values.isMissingNode() || values.isObject() && !values.isEmpty();
      Map<String, String> detail = new TreeMap<>();
      for (Map.Entry<String, JsonNode> value : values.properties()) {
        wellFormed &= value.getValue().isTextual();
        detail.put(value.getKey(), value.getValue().asText());
      }
      return detail;
    }
  }
}
