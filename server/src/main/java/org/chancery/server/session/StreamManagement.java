package org.chancery.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.chancery.server.audit.Audited;

/**
 * The counters and the unacknowledged queue of one session, XEP-0198. Guarded by the session's
 * lock, except that only the stream's thread counts what was handled.
 */
final class StreamManagement {
  private static final long MODULUS = 1L << 32;

  private final String resumptionId;
  private final int limit;
  private final Deque<Outgoing> unacknowledged = new ArrayDeque<>();
  private long handled;
  private long sent;
  private long acknowledged;
  private boolean asked;

  /**
   * Starts to count.
   *
   * @param resumptionId empty when the client does not want to resume
   * @param limit how many stanzas may be unacknowledged
   */
  StreamManagement(String resumptionId, int limit) {
    this.resumptionId = resumptionId;
    this.limit = limit;
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

  void sent(Outgoing stanza) {
    unacknowledged.add(stanza);
    sent = (sent + 1) % MODULUS;
  }

  boolean full() {
    return unacknowledged.size() > limit;
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
      unacknowledged.poll();
    }
    acknowledged = h;
    asked = false;
    return true;
  }

  /** What the client has not acknowledged, in order; it stays queued. */
  List<Outgoing> unacknowledged() {
    return new ArrayList<>(unacknowledged);
  }

  /** Forgets the open question, for a new connection. */
  void connectionChanged() {
    asked = false;
  }

  /** Whether this message was sent and has not been acknowledged. */
  boolean awaits(Audited message) {
    return unacknowledged.stream()
        .anyMatch(sent -> sent.message().filter(one -> one == message).isPresent());
  }
}
