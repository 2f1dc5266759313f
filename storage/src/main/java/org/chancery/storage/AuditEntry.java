package org.chancery.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;

/**
 * What is to be written into one audit row, before it has a position. Immutable.
 *
 * @param kind what is recorded
 * @param receivedAt when the server received it, UTC, microseconds
 * @param from who caused it, the full address where there is one
 * @param to whom it was addressed to, as the sender addressed it
 * @param conversation the bare address of the room, or both bare addresses of a 1:1 conversation in
 *     order with a blank between; empty for what is no conversation
 * @param session the id of the stream it came by, as in the log; empty for none
 * @param type the stanza's type, such as {@code chat}; empty for what is no stanza
 * @param stanzaId the id that the sender chose; empty for none
 * @param thread the thread that the sender named; empty for none
 * @param xml the stanza as accepted; empty for what is no stanza
 * @param body the readable text; empty for none
 * @param relation how this changes another message ({@code replaces}, {@code retracts}, {@code
 *     reacts-to}, {@code marks}, ...) and which one, by the id that clients use for it
 * @param audience who could see it: the occupants of the room at that time; empty for 1:1
 * @param outcome what policy said: {@code accepted}, or the name of the rule that refused or
 *     changed it
 * @param detail further named facts, for kinds that are no stanza
 * @param visibility in whose archive of their own it shows
 * @param companions rows of other tables that must be written in the same transaction
 */
public record AuditEntry(
    AuditKind kind,
    Instant receivedAt,
    Optional<Jid> from,
    Optional<Jid> to,
    String conversation,
    String session,
    String type,
    String stanzaId,
    String thread,
    String xml,
    String body,
    Optional<Relation> relation,
    List<String> audience,
    String outcome,
    Map<String, String> detail,
    Visibility visibility,
    List<Companion> companions) {

  /** The outcome of what nothing objected to. */
  public static final String ACCEPTED = "accepted";

  /**
   * A link to an earlier message; that one is never changed.
   *
   * @param kind {@code replaces}, {@code retracts}, {@code moderates}, {@code reacts-to}, {@code
   *     marks}, {@code replies-to}, {@code receives}
   * @param id the id by which clients name the earlier message
   */
  public record Relation(String kind, String id) {}

  /**
   * In whose own archive (XEP-0313) the row shows; the record itself holds it whatever this says.
   *
   * @param sender in the archive of {@code from}
   * @param recipient in the archive of {@code to}
   */
  public record Visibility(boolean sender, boolean recipient) {
    /** In nobody's archive: only on record. */
    public static final Visibility RECORD_ONLY = new Visibility(false, false);

    /** In the archives of both. */
    public static final Visibility BOTH = new Visibility(true, true);
  }

  /**
   * A row of another table, written in the same transaction.
   *
   * @param sql an INSERT whose first parameter is the position of the audit row; equal texts are
   *     batched together
   * @param arguments the parameters after the first; strings, numbers, booleans, {@code Instant}s
   */
  public record Companion(String sql, List<Object> arguments) {}

  /** Starts an entry. */
  public static Builder of(AuditKind kind, Instant receivedAt) {
    return new Builder(kind, receivedAt);
  }

  /** Collects an entry. Not thread-safe. */
  public static final class Builder {
    private final AuditKind kind;
    private final Instant receivedAt;
    private Optional<Jid> from = Optional.empty();
    private Optional<Jid> to = Optional.empty();
    private String conversation = "";
    private String session = "";
    private String type = "";
    private String stanzaId = "";
    private String thread = "";
    private String xml = "";
    private String body = "";
    private Optional<Relation> relation = Optional.empty();
    private List<String> audience = List.of();
    private String outcome = ACCEPTED;
    private final Map<String, String> detail = new LinkedHashMap<>();
    private Visibility visibility = Visibility.RECORD_ONLY;
    private final List<Companion> companions = new ArrayList<>(2);

    private Builder(AuditKind kind, Instant receivedAt) {
      this.kind = kind;
      this.receivedAt = receivedAt;
    }

    /** Who caused it. */
    public Builder from(Jid sender) {
      this.from = Optional.of(sender);
      return this;
    }

    /** Whom it was addressed to. */
    public Builder to(Jid recipient) {
      this.to = Optional.of(recipient);
      return this;
    }

    /** The conversation between two, in a fixed order, or a room. */
    public Builder conversation(String name) {
      this.conversation = name;
      return this;
    }

    /** The stream's id. */
    public Builder session(String id) {
      this.session = id;
      return this;
    }

    /** A message as accepted, with its type, ids and text. */
    public Builder stanza(Message message) {
      return stanza(
          message.element().toXml(),
          message.type().xmlName(),
          message.id().orElse(""),
          message.thread().orElse(""),
          message.body().orElse(""));
    }

    /** The stanza as accepted, with its type, ids and text. */
    public Builder stanza(
        String stanzaXml, String stanzaType, String id, String threadId, String text) {
      this.xml = stanzaXml;
      this.type = stanzaType;
      this.stanzaId = id;
      this.thread = threadId;
      this.body = text;
      return this;
    }

    /** The stanza as accepted; empty for none. */
    public String xml() {
      return xml;
    }

    /** The earlier message that this one changes or answers. */
    public Builder relation(Relation link) {
      this.relation = Optional.of(link);
      return this;
    }

    /** Who could see it. */
    public Builder audience(List<String> addresses) {
      this.audience = List.copyOf(addresses);
      return this;
    }

    /** What policy said. */
    public Builder outcome(String rule) {
      this.outcome = rule;
      return this;
    }

    /** One more named fact. */
    public Builder detail(String name, String value) {
      detail.put(name, value);
      return this;
    }

    /** In whose own archive it shows. */
    public Builder visibility(Visibility shown) {
      this.visibility = shown;
      return this;
    }

    /** A row of another table for the same transaction. */
    public Builder companion(Companion row) {
      companions.add(row);
      return this;
    }

    /** The finished entry. */
    public AuditEntry build() {
      return new AuditEntry(
          kind,
          receivedAt,
          from,
          to,
          conversation,
          session,
          type,
          stanzaId,
          thread,
          xml,
          body,
          relation,
          audience,
          outcome,
          Map.copyOf(detail),
          visibility,
          List.copyOf(companions));
    }
  }

  /** The name of the conversation between two addresses, the same from both sides. */
  public static String conversationOf(Jid one, Jid other) {
    String first = one.bare().toString();
    String second = other.bare().toString();
    return first.compareTo(second) <= 0 ? first + " " + second : second + " " + first;
  }
}
