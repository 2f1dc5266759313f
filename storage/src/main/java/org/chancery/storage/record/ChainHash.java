package org.chancery.storage.record;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Computes the hashes of the record, format 1 of docs/audit-chain.md. Not thread-safe. */
final class ChainHash {
  /** What stands before the first row of a node. */
  static final byte[] START = new byte[32];

  private final MessageDigest sha256 = sha256();
  private final CanonicalBytes bytes = new CanonicalBytes();

  /**
   * The JDK's own uses the processor's instructions; other providers are up to ten times slower.
   */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256", "SUN");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /** The commitment to the content, which stays when the content is erased. */
  byte[] content(byte[] salt, AuditRow.Content content) {
    return bytes
        .reset()
        .raw(salt)
        .text(content.xml())
        .text(content.body())
        .pairs(content.detail())
        .digest(sha256);
  }

  /** The link to the row before: of this row's columns and its commitment. */
  byte[] link(byte[] previous, AuditRow row, byte[] contentHash) {
    AuditRow.Labels labels = row.labels();
    return bytes
        .reset()
        .raw(previous)
        .number(AuditRow.FORMAT)
        .number(row.position().value())
        .time(row.position().recordedAt())
        .number(row.position().node())
        .number(row.sequence())
        .text(row.kind())
        .time(row.receivedAt())
        .text(row.sender().bare())
        .text(row.sender().resource())
        .text(row.recipient().bare())
        .text(row.recipient().resource())
        .text(labels.conversation())
        .text(labels.session())
        .text(labels.type())
        .text(labels.stanzaId())
        .text(labels.thread())
        .text(row.relation().kind())
        .text(row.relation().id())
        .texts(row.audience())
        .text(row.outcome())
        .flag(row.visibility().sender())
        .flag(row.visibility().recipient())
        .raw(contentHash)
        .digest(sha256);
  }
}
