package org.chancery.storage.record;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.chancery.storage.JsonText;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows of the record by binary COPY: measured, that takes two thirds of the processor time
 * of INSERT (docs/decisions). Not thread-safe.
 */
final class AuditCopy {
  private static final String SQL =
      """
      COPY audit.record (recorded_at, received_at, position, sequence, node, format, sender_archive,
        recipient_archive, kind, sender, sender_resource, recipient, recipient_resource, conversation, session, type,
        stanza_id, thread, relation, related_to, audience, outcome, xml, body, detail, salt, content_hash, chain)
      FROM STDIN (FORMAT binary)
      """;
  private static final int COLUMNS = 28;
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int END = -1;
  private static final int NULL = -1;
  private static final int TEXT_TYPE = 25;
  private static final byte JSONB_VERSION = 1;
  private static final long POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private final Connection connection;
  private final ByteWriter out = new ByteWriter();

  AuditCopy(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sends the rows, all but the end of them.
   *
   * @return what {@link CopyIn#endCopy} makes of them; without a transaction around it, that is the
   *     commit
   */
  CopyIn send(List<AuditChain.Link> links) throws SQLException {
    out.reset().raw(HEADER);
    for (AuditChain.Link link : links) {
      write(link);
    }
    out.int16(END);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(SQL);
    copy.writeToCopy(out.array(), 0, out.length());
    return copy;
  }

  private void write(AuditChain.Link link) {
    AuditRow row = link.row();
    out.int16(COLUMNS);
    time(row.position().recordedAt());
    time(row.receivedAt());
    out.int32(Long.BYTES).int64(row.position().value());
    out.int32(Long.BYTES).int64(row.sequence());
    out.int32(Short.BYTES).int16(row.position().node());
    out.int32(Short.BYTES).int16(AuditRow.FORMAT);
    out.int32(1).flag(row.visibility().sender());
    out.int32(1).flag(row.visibility().recipient());
    text(row.kind());
    text(row.sender().bare());
    text(row.sender().resource());
    text(row.recipient().bare());
    text(row.recipient().resource());
    text(row.labels().conversation());
    text(row.labels().session());
    text(row.labels().type());
    text(row.labels().stanzaId());
    text(row.labels().thread());
    text(row.relation().kind());
    text(row.relation().id());
    texts(row.audience());
    text(row.outcome());
    text(row.content().xml());
    text(row.content().body());
    json(JsonText.of(row.content().detail()));
    bytes(link.salt());
    bytes(link.contentHash());
    bytes(link.chain());
  }

  private void time(Instant value) {
    out.int32(Long.BYTES)
        .int64((value.getEpochSecond() - POSTGRES_EPOCH) * 1_000_000 + value.getNano() / 1_000);
  }

  /** Empty text is NULL. */
  private void text(String value) {
    if (value.isEmpty()) {
      out.int32(NULL);
    } else {
      bytes(utf8(value));
    }
  }

  private void bytes(byte[] value) {
    out.int32(value.length).raw(value);
  }

  private void json(String value) {
    if (value.isEmpty()) {
      out.int32(NULL);
    } else {
      byte[] bytes = utf8(value);
      out.int32(bytes.length + 1).raw(new byte[] {JSONB_VERSION}).raw(bytes);
    }
  }

  private void texts(List<String> values) {
    if (values.isEmpty()) {
      out.int32(NULL);
      return;
    }
    List<byte[]> elements = values.stream().map(AuditCopy::utf8).toList();
    int size = 5 * Integer.BYTES;
    for (byte[] element : elements) {
      size += Integer.BYTES + element.length;
    }
    int dimensions = 1;
    int flags = 0;
    int lowerBound = 1;
    out.int32(size)
        .int32(dimensions)
        .int32(flags)
        .int32(TEXT_TYPE)
        .int32(elements.size())
        .int32(lowerBound);
    elements.forEach(this::bytes);
  }

  private static byte[] utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
