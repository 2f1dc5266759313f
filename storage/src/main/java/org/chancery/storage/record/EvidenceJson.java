package org.chancery.storage.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes evidence as JSON; docs/audit-chain.md has the format. Thread-safe. */
public final class EvidenceJson {
  static final String FORMAT = "chancery proof 1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private EvidenceJson() {}

  /** A proof by itself, for a file. */
  public static String proof(Evidence evidence) {
    ObjectNode proof = JSON.createObjectNode().put("format", FORMAT);
    proof.setAll(common(evidence));
    proof.set("checkpoint", object(evidence.checkpoint()));
    return proof.toPrettyString() + "\n";
  }

  /** In one line, with the number of its checkpoint only. */
  public static String line(Evidence evidence) {
    return common(evidence).put("checkpoint", evidence.checkpoint().number()).toString();
  }

  /** In the place of evidence that there is not. */
  public static String unproved(long messageId, String reason) {
    return JSON.createObjectNode().put("message_id", messageId).put("unproved", reason).toString();
  }

  /** The checkpoint that signed it, in one line. */
  public static String checkpoint(Evidence evidence) {
    return object(evidence.checkpoint()).toString();
  }

  private static ObjectNode common(Evidence evidence) {
    ObjectNode object = JSON.createObjectNode();
    object.set("row", object(evidence.row()));
    object.put("previous", HEX.formatHex(evidence.previous()));
    ArrayNode path = object.putArray("path");
    evidence.path().forEach(hash -> path.add(HEX.formatHex(hash)));
    return object;
  }

  private static ObjectNode object(Checkpoint checkpoint) {
    return JSON.createObjectNode()
        .put("server_node", checkpoint.node())
        .put("number", checkpoint.number())
        .put("first_sequence", checkpoint.firstSequence())
        .put("last_sequence", checkpoint.lastSequence())
        .put("last_position", checkpoint.lastPosition().value())
        .put("made_at", checkpoint.madeAt().toString())
        .put("chain", HEX.formatHex(checkpoint.chain()))
        .put("merkle_root", HEX.formatHex(checkpoint.merkleRoot()))
        .put("previous", HEX.formatHex(checkpoint.previous()))
        .put("key_id", checkpoint.keyId())
        .put("signature", HEX.formatHex(checkpoint.signature()));
  }

  private static ObjectNode object(StoredRow found) {
    AuditRow row = found.row();
    ObjectNode object =
        JSON.createObjectNode()
            .put("message_id", row.position().value())
            .put("recorded_at", found.recordedAt().toString())
            .put("received_at", row.receivedAt().toString())
            .put("sequence", row.sequence())
            .put("server_node", found.node())
            .put("format", found.format())
            .put("sender_archive", row.visibility().sender())
            .put("recipient_archive", row.visibility().recipient());
    texts(row).forEach((name, value) -> put(object, name, value));
    if (!row.audience().isEmpty()) {
      ArrayNode audience = object.putArray("audience");
      row.audience().forEach(audience::add);
    }
    if (!row.content().detail().isEmpty()) {
      ObjectNode detail = object.putObject("detail");
      row.content().detail().forEach(detail::put);
    }
    found.salt().ifPresent(salt -> object.put("salt", HEX.formatHex(salt)));
    return object
        .put("content_hash", HEX.formatHex(found.contentHash()))
        .put("chain", HEX.formatHex(found.chain()));
  }

  private static void put(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }

  /** The columns of text, by name. */
  static Map<String, String> texts(AuditRow row) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("kind", row.kind());
    texts.put("sender", row.sender().bare());
    texts.put("sender_resource", row.sender().resource());
    texts.put("recipient", row.recipient().bare());
    texts.put("recipient_resource", row.recipient().resource());
    texts.put("conversation", row.labels().conversation());
    texts.put("session", row.labels().session());
    texts.put("type", row.labels().type());
    texts.put("stanza_id", row.labels().stanzaId());
    texts.put("thread", row.labels().thread());
    texts.put("relation", row.relation().kind());
    texts.put("related_to", row.relation().id());
    texts.put("outcome", row.outcome());
    texts.put("xml", row.content().xml());
    texts.put("body", row.content().body());
    return texts;
  }
}
