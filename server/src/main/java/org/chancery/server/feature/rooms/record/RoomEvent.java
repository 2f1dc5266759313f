package org.chancery.server.feature.rooms.record;

import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/**
 * Something that happens in a room, on its way to the record. The view {@code
 * compliance.room_events} lists the names. Not thread-safe.
 */
public final class RoomEvent {
  private final RoomLog log;
  private final AuditEntry.Builder entry;

  RoomEvent(RoomLog log, AuditEntry.Builder entry, String event) {
    this.log = log;
    this.entry = entry.detail("event", event);
  }

  /** Who does it. */
  public RoomEvent by(Origin origin) {
    entry.from(origin.address()).session(origin.stream());
    return this;
  }

  /** Who does it, when no stream brought it. */
  public RoomEvent by(Jid actor) {
    entry.from(actor);
    return this;
  }

  /** Whom it is about. */
  public RoomEvent about(Jid person) {
    entry.detail("person", person.toString());
    return this;
  }

  /** Whom it is about, as the person is in the room. */
  public RoomEvent about(Jid device, Occupant occupant) {
    entry
        .detail("person", device.toString())
        .detail("nick", occupant.nick())
        .detail("role", occupant.role().xmlName());
    return this;
  }

  /** A further named fact; an empty one is left out. */
  public RoomEvent with(String name, String value) {
    if (!value.isEmpty()) {
      entry.detail(name, value);
    }
    return this;
  }

  /** A further named fact, if there is one. */
  public RoomEvent with(String name, Optional<String> value) {
    value.ifPresent(present -> with(name, present));
    return this;
  }

  /** A change of a table, in the same transaction. */
  public RoomEvent and(AuditEntry.Companion change) {
    entry.companion(change);
    return this;
  }

  /**
   * Puts it on record and waits until it is durable.
   *
   * @throws org.chancery.protocol.StanzaException when it could not be recorded; it must then not
   *     happen
   */
  public AuditPosition commit() {
    return log.commit(entry.build());
  }

  /**
   * Puts it on record; if that can't be done now, it is recorded as soon as it can be. For what has
   * happened already, such as a lost connection.
   */
  public void commitOrLater() {
    log.commitOrLater(entry.build());
  }

  /** Puts it on record without waiting; for many at once, when nobody waits for them. */
  public void later() {
    log.later(entry.build());
  }
}
