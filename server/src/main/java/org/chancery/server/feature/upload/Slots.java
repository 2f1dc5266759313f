package org.chancery.server.feature.upload;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;

/**
 * The slots that are waiting for their upload, or are being uploaded to. They are gone when the
 * server stops: clients ask for new ones. Thread-safe.
 */
final class Slots {
  private final Clock clock;
  private final Map<String, Slot> waiting = new HashMap<>();
  private final Map<String, Slot> uploading = new HashMap<>();

  Slots(Clock clock) {
    this.clock = clock;
  }

  synchronized void add(Slot slot) {
    Instant now = clock.instant();
    waiting.values().removeIf(it -> it.expires().isBefore(now));
    waiting.put(slot.id(), slot);
  }

  /** The slot of this id, once, and not when it has expired. */
  synchronized Optional<Slot> take(String id) {
    Optional<Slot> slot =
        Optional.ofNullable(waiting.remove(id))
            .filter(it -> !it.expires().isBefore(clock.instant()));
    slot.ifPresent(it -> uploading.put(id, it));
    return slot;
  }

  /** The file is there, or will not come. */
  synchronized void end(Slot slot) {
    waiting.remove(slot.id());
    uploading.remove(slot.id());
  }

  /** A person's slots that are waiting. */
  synchronized List<Slot> waitingOf(Jid person) {
    return waiting.values().stream().filter(slot -> slot.isOf(person)).toList();
  }

  /** How many bytes a person may still upload to slots. */
  synchronized long promisedTo(Jid person) {
    return sizeOf(waiting, person) + sizeOf(uploading, person);
  }

  private static long sizeOf(Map<String, Slot> slots, Jid person) {
    return slots.values().stream().filter(slot -> slot.isOf(person)).mapToLong(Slot::size).sum();
  }
}
