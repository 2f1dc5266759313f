package org.chancery.storage.record;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/**
 * What hashing, linking and signing the record costs the writer, without the database. In this
 * package, as it is nobody else's business how the chain is made.
 */
public final class ChainCost {
  private final SigningKey key;

  /** With the key of an installation. */
  public ChainCost(SigningKey key) {
    this.key = key;
  }

  /**
   * CPU time for each message.
   *
   * @param batch how many messages share a commit
   * @param signed how many messages share a checkpoint
   * @param messages how many are measured, after as many to warm up
   */
  public Duration perMessage(int batch, int signed, int messages) {
    run(batch, signed, messages);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    run(batch, signed, messages);
    long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    return Duration.ofNanos((after - before) / messages);
  }

  private void run(int batch, int signed, int messages) {
    AuditChain chain = new AuditChain(0);
    AuditChain.Head head = AuditChain.Head.NONE;
    MerkleRoot rows = new MerkleRoot();
    Checkpoint last = Checkpoint.none(0);
    List<AuditEntry> entries = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      entries.add(entry(i));
    }
    int unsigned = 0;
    for (int done = 0; done < messages; done += batch) {
      List<AuditChain.Link> links = chain.extend(head, entries, Instant.now());
      head = AuditChain.after(links);
      links.forEach(link -> rows.add(link.chain()));
      unsigned += batch;
      if (unsigned >= signed) {
        last = last.next(head, rows.root(), Instant.now(), key);
        rows.clear();
        unsigned = 0;
      }
    }
  }

  /** A message as the other scenarios send them: a body of 120 bytes, 230 bytes in all. */
  public static AuditEntry entry(int number) {
    Jid from = Jid.of("alice" + number % 100 + "@example.org/desk");
    Jid to = Jid.of("bob" + number % 97 + "@example.org");
    String body = ("Message " + number + " about the contract of the year. ").repeat(4);
    String text = body.substring(0, 120);
    String xml =
        "<message xmlns='jabber:client' type='chat' id='m"
            + number
            + "' from='"
            + from
            + "' to='"
            + to
            + "'><body>"
            + text
            + "</body></message>";
    return AuditEntry.of(AuditKind.MESSAGE, Instant.now())
        .from(from)
        .to(to)
        .conversation(AuditEntry.conversationOf(from.bare(), to))
        .session("0123456789abcdef")
        .stanza(xml, "chat", "m" + number, "", text)
        .build();
  }
}
