package org.chancery.server.feature.rooms.record;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore;

/**
 * The rows of the record that rooms write. Each is let in only while this node runs the room.
 * Thread-safe; blocks.
 */
public final class RoomLog {
  private final AuditLog auditLog;
  private final RoomStore store;
  private final Clock clock;
  private final int audienceInRow;

  /**
   * With where it writes.
   *
   * @param audienceInRow up to how many people in a room stand in the row of each message; for more
   *     they follow from who entered and left
   */
  public RoomLog(AuditLog auditLog, RoomStore store, Clock clock, int audienceInRow) {
    this.auditLog = auditLog;
    this.store = store;
    this.clock = clock;
    this.audienceInRow = audienceInRow;
  }

  /** Somebody enters, leaves, is removed or takes another nickname. */
  public RoomEvent presence(Room room, String event) {
    return event(AuditKind.ROOM_PRESENCE, room, event);
  }

  /** Somebody's affiliation or role changes. */
  public RoomEvent membership(Room room, String event) {
    return event(AuditKind.ROOM_MEMBERSHIP, room, event);
  }

  /** The room itself changes. */
  public RoomEvent change(Room room, String event) {
    return event(AuditKind.ROOM_CHANGE, room, event);
  }

  /** The room's settings change. */
  public RoomEvent configuration(Room room, RoomSettings after, boolean unlocks) {
    RoomSettings before = room.settings();
    RoomEvent event = change(room, "configured");
    after.changesSince(before).forEach((name, value) -> event.with("setting." + name, value));
    before.changesSince(after).forEach((name, value) -> event.with("previous." + name, value));
    return event
        .with("unlocked", unlocks ? "true" : "")
        .and(store.configure(room.address(), after.named(), false));
  }

  private RoomEvent event(AuditKind kind, Room room, String event) {
    AuditEntry.Builder entry =
        AuditEntry.of(kind, clock.instant())
            .conversation(room.address().toString())
            .companion(store.fence(room.address(), room.epoch()));
    return new RoomEvent(this, entry, event);
  }

  /** Says that nobody is in any room of the service, as this server has just started. */
  public AuditPosition cleared(Jid service) {
    return auditLog.commit(
        AuditEntry.of(AuditKind.ROOM_PRESENCE, clock.instant())
            .conversation(service.toString())
            .from(service)
            .detail("event", "cleared")
            .build());
  }

  AuditPosition commit(AuditEntry entry) {
    return auditLog.commit(entry);
  }

  void commitOrLater(AuditEntry entry) {
    try {
      auditLog.commit(entry);
    } catch (StanzaException e) {
      auditLog.submit(entry);
    }
  }

  void later(AuditEntry entry) {
    auditLog.submit(entry);
  }

  /** Describes a message that an occupant says to everybody. */
  public void describe(Room room, Occupant sender, AuditEntry.Builder entry) {
    Affiliation affiliation = room.memberships().of(sender.person());
    describe(room, entry)
        .detail("nick", sender.nick())
        .detail("role", sender.role().xmlName())
        .detail("affiliation", affiliation.xmlName());
    List<String> audience = room.occupants().audience();
    if (audience.size() <= audienceInRow) {
      entry.audience(audience);
    }
  }

  /** Describes a message that belongs to the room, but is not said to everybody. */
  public AuditEntry.Builder describe(Room room, AuditEntry.Builder entry) {
    return entry
        .conversation(room.address().toString())
        .companion(store.fence(room.address(), room.epoch()));
  }

  /**
   * Records a message that the room itself says to everybody and waits until it is durable.
   *
   * @param cause who made it do so
   * @param relation the earlier message that it is about
   * @throws StanzaException when it could not be recorded; it must then not be delivered
   */
  public Audited say(
      Room room, Jid cause, Message message, Optional<AuditEntry.Relation> relation) {
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.MESSAGE, clock.instant())
            .from(cause)
            .to(room.address())
            .stanza(message)
            .visibility(new AuditEntry.Visibility(false, true));
    relation.ifPresent(entry::relation);
    describe(room, entry);
    List<String> audience = room.occupants().audience();
    if (audience.size() <= audienceInRow) {
      entry.audience(audience);
    }
    return auditLog.commit(message, entry.build(), () -> {});
  }

  /** The time. */
  public Instant now() {
    return clock.instant();
  }
}
