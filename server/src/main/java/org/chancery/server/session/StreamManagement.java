package org.chancery.server.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.chancery.server.audit.Audited;

/**
 * The counters and the unacknowledged queue of one session, XEP-0198. Guarded by the session's
 * lock, except that only the stream's thread counts what was handled.
 */
final class StreamManagement {
  private static final long MODULUS = 1L << 32;

  /** A stanza that was sent, and how long it is on the wire. */
  private record Sent(Outgoing stanza, int length) {}

  private final String resumptionId;
  private final int messagesLimit;
  private final long lengthLimit;
  private final Deque<Sent> unacknowledged = new ArrayDeque<>();
  private int messages;
  private long length;
  private long handled;
  private long sent;
  private long acknowledged;
  private boolean asked;

  /**
   * Starts to count.
   *
   * @param resumptionId empty when the client does not want to resume
   * @param config says how much may be unacknowledged
   */
  StreamManagement(String resumptionId, SessionConfig config) {
    this.resumptionId = resumptionId;
    this.messagesLimit = config.unacknowledged();
    this.lengthLimit = config.unacknowledgedLength();
  }

  String resumptionId() {
    return resumptionId;
  }

  boolean resumable() {
    return !resumptionId.isEmpty();
  }

  /**
   * A stanza of the client was recorded and routed, or answered with an error: only now it counts.
   */
  void stanzaHandled() {
    handled = (handled + 1) % MODULUS;
  }

  long handled() {
    return handled;
  }

  void sent(Outgoing stanza, int itsLength) {
    unacknowledged.add(new Sent(stanza, itsLength));
    length += itsLength;
    messages += stanza.message().isPresent() ? 1 : 0;
    sent = (sent + 1) % MODULUS;
  }

  /**
   * Whether more is unacknowledged than may be. Presence is not counted but by its length: whoever
   * enters a large room is sent thousands at once.
   */
  boolean full() {
    return messages > messagesLimit || length > lengthLimit;
  }

  /**
   * Whether an acknowledgement should be asked for now: there is something to acknowledge and no
   * question is open.
   */
  boolean shouldAsk() {
    if (asked || unacknowledged.isEmpty()) {
      return false;
    }
    asked = true;
    return true;
  }

  /**
   * The client says how many it has handled.
   *
   * @return false when it claims more than was ever sent
   */
  boolean acknowledge(long h) {
    long newly = Math.floorMod(h - acknowledged, MODULUS);
    if (newly > unacknowledged.size()) {
      return false;
    }
    for (long i = 0; i < newly; i++) {
      Sent taken = unacknowledged.remove();
      length -= taken.length();
      messages -= taken.stanza().message().isPresent() ? 1 : 0;
    }
    acknowledged = h;
    asked = false;
    return true;
  }

  /** What the client has not acknowledged, in order; it stays queued. */
  List<Outgoing> unacknowledged() {
    return unacknowledged.stream().map(Sent::stanza).toList();
  }

  /** Forgets the open question, for a new connection. */
  void connectionChanged() {
    asked = false;
  }

  /** Whether this message was sent and has not been acknowledged. */
  boolean awaits(Audited message) {
    return unacknowledged.stream()
        .anyMatch(one -> one.stanza().message().filter(it -> it == message).isPresent());
  }
}
