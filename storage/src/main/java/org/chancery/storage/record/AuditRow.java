package org.chancery.storage.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.StorableText;

/**
 * One row of the record with everything that its hashes cover; empty text stands for a NULL column.
 * Immutable.
 *
 * @param position where it stands
 * @param sequence its number within the node, from 1
 * @param kind what is recorded, by its SQL name
 * @param receivedAt to the microsecond
 * @param sender who, and by which device
 * @param recipient to whom, and to which device
 * @param labels the ids and names that came with it
 * @param relation how it changes an earlier message, and which; both empty for none
 * @param audience who could see it
 * @param outcome what policy said
 * @param visibility in whose own archive it shows
 * @param content what an erasure may empty
 */
record AuditRow(
    AuditPosition position,
    long sequence,
    String kind,
    Instant receivedAt,
    Address sender,
    Address recipient,
    Labels labels,
    AuditEntry.Relation relation,
    List<String> audience,
    String outcome,
    AuditEntry.Visibility visibility,
    Content content) {

  /** How the hashes of this version are computed. */
  static final int FORMAT = 1;

  static final AuditEntry.Relation NO_RELATION = new AuditEntry.Relation("", "");

  /** An address in two columns. */
  record Address(String bare, String resource) {
    static final Address NONE = new Address("", "");

    static Address of(Jid jid) {
      return new Address(jid.bare().toString(), jid.resource());
    }
  }

  /** What the sender or the server called things. */
  record Labels(String conversation, String session, String type, String stanzaId, String thread) {}

  /** The columns that content_hash covers. */
  record Content(String xml, String body, Map<String, String> detail) {}

  /** The row that an entry becomes, with text as PostgreSQL can hold it. */
  static AuditRow of(AuditEntry entry, AuditPosition position, long sequence) {
    AuditEntry.Relation relation = entry.relation().orElse(NO_RELATION);
    Map<String, String> detail = new TreeMap<>();
    entry
        .detail()
        .forEach((name, value) -> detail.put(StorableText.of(name), StorableText.of(value)));
    return new AuditRow(
        position,
        sequence,
        entry.kind().sqlName(),
        entry.receivedAt().truncatedTo(ChronoUnit.MICROS),
        entry.from().map(Address::of).orElse(Address.NONE),
        entry.to().map(Address::of).orElse(Address.NONE),
        new Labels(
            StorableText.of(entry.conversation()),
            StorableText.of(entry.session()),
            StorableText.of(entry.type()),
            StorableText.of(entry.stanzaId()),
            StorableText.of(entry.thread())),
        new AuditEntry.Relation(StorableText.of(relation.kind()), StorableText.of(relation.id())),
        entry.audience().stream().map(StorableText::of).toList(),
        StorableText.of(entry.outcome()),
        entry.visibility(),
        new Content(StorableText.of(entry.xml()), StorableText.of(entry.body()), detail));
  }
}
