package org.chancery.server.feature.rooms.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chancery.protocol.Jid;

/**
 * Who has to pause in a room in slow mode, XEP-0500; whose pause is over is forgotten. Used by the
 * holder of the room's lane only.
 */
public final class Pauses {
  /** In the order of speaking, since each is entered anew after the pause. */
  private final Map<Jid, Instant> lastSpoken = new LinkedHashMap<>();

  /**
   * Lets a person speak, unless a pause is left since the last time.
   *
   * @return how long the person must still wait; zero for whoever may speak, and now does
   */
  public Duration speaks(Jid person, Instant now, Duration pause) {
    Iterator<Instant> earliest = lastSpoken.values().iterator();
    while (earliest.hasNext() && !earliest.next().plus(pause).isAfter(now)) {
      earliest.remove();
    }
    Instant last = lastSpoken.putIfAbsent(person, now);
    return last == null ? Duration.ZERO : Duration.between(now, last.plus(pause));
  }

  /** How many are remembered. */
  int count() {
    return lastSpoken.size();
  }
}
