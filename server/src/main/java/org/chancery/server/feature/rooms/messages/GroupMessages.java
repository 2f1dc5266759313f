package org.chancery.server.feature.rooms.messages;

import java.time.Duration;
import java.util.List;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.rooms.absent.AbsentMembers;
import org.chancery.server.feature.rooms.history.Moderation;
import org.chancery.server.feature.rooms.history.Welcome;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Lane;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Copies;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Lasting;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RoomStore.Subject;

/** What is said to everybody in a room, and the subject, XEP-0045 sections 7.4 and 8.1. */
public final class GroupMessages {

  private final OpenRooms rooms;
  private final RoomLog record;
  private final RoomStore store;
  private final AbsentMembers absent;

  /** With its parts. */
  public GroupMessages(OpenRooms rooms, RoomLog record, RoomStore store, AbsentMembers absent) {
    this.rooms = rooms;
    this.record = record;
    this.store = store;
    this.absent = absent;
  }

  /**
   * Takes a message in.
   *
   * @throws StanzaException when the sender may not say it
   */
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid address = message.to().orElseThrow();
    if (address.isFull()) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "A message to one occupant can't be of type groupchat.");
    }
    boolean subject = Welcome.isSubject(message);
    while (true) {
      Room room = rooms.get(address);
      // A subject is a change: it is on record and in force before anybody else says something.
      Lane.Turn turn = subject ? room.lane().enterAlone() : room.lane().enter();
      if (!room.gone()) {
        return turn.keptBy(
            () ->
                subject
                    ? subject(room, origin, message, entry, turn)
                    : message(room, origin, message, entry, turn));
      }
      turn.close();
    }
  }

  private Admission message(
      Room room, Origin origin, Message message, AuditEntry.Builder entry, Lane.Turn turn) {
    Occupant sender = speaker(room, origin);
    requirePace(room, sender, message);
    record.describe(room, sender, entry);
    entry.visibility(new AuditEntry.Visibility(false, belongsToHistory(message)));
    Moderation.retractedId(message)
        .ifPresent(id -> entry.relation(new AuditEntry.Relation("retracts", id)));
    List<Delivery.Beside> besides = absent.admit(room, sender, message, entry);
    String nick = sender.nick();
    return new Admission() {
      @Override
      public void queued() {
        turn.passOn();
      }

      @Override
      public void deliver(Copies copies) {
        turn.await();
        Audited shown = toAll(room, nick, sender, copies);
        besides.forEach(beside -> beside.deliver(copies, shown));
      }

      @Override
      public void finished() {
        turn.close();
      }
    };
  }

  private Audited toAll(Room room, String nick, Occupant sender, Copies copies) {
    Audited audited = copies.audited();
    Message shown = Reflection.of(room, nick, sender.id(), audited.message(), audited.position());
    for (Occupant occupant : room.occupants().all()) {
      for (Jid device : occupant.devices()) {
        occupant
            .session(device)
            .ifPresent(session -> copies.add(session, audited.with(shown.withTo(device))));
      }
    }
    return audited.with(shown);
  }

  private static Occupant speaker(Room room, Origin origin) {
    Occupant sender = room.occupants().require(origin);
    if (!sender.role().atLeast(Role.PARTICIPANT)) {
      throw new StanzaException(Condition.FORBIDDEN, "You may not speak in this room.");
    }
    return sender;
  }

  /** XEP-0500 section 5. */
  private void requirePace(Room room, Occupant sender, Message message) {
    int seconds = room.settings().number(RoomOption.SLOW_MODE);
    boolean exempt = room.memberships().of(sender.person()).atLeast(Affiliation.ADMIN);
    if (seconds == 0 || exempt || message.body().isEmpty()) {
      return;
    }
    Duration left =
        room.pauses().speaks(sender.person(), record.now(), Duration.ofSeconds(seconds));
    if (left.isPositive()) {
      throw new StanzaException(
          StanzaError.of(
                  Condition.POLICY_VIOLATION,
                  "In this room %d seconds must lie between two messages. Please wait %d s."
                      .formatted(seconds, left.toSeconds() + 1))
              .withType(StanzaError.Type.WAIT));
    }
  }

  /** Whether people who come later find it; on record it is in any case. */
  static boolean belongsToHistory(Message message) {
    return Lasting.isForHistory(message.element());
  }

  private Admission subject(
      Room room, Origin origin, Message message, AuditEntry.Builder entry, Lane.Turn turn) {
    Occupant sender = room.occupants().require(origin);
    boolean everybody = room.settings().flag(RoomOption.CHANGE_SUBJECT);
    if (!sender.role().atLeast(everybody ? Role.PARTICIPANT : Role.MODERATOR)) {
      throw new StanzaException(Condition.FORBIDDEN, "You may not set the subject of this room.");
    }
    String nick = sender.nick();
    Subject subject =
        new Subject(message.element().childText("subject").orElse(""), nick, record.now());
    record.describe(room, sender, entry);
    entry.visibility(new AuditEntry.Visibility(false, true));
    entry.detail("event", "subject");
    entry.companion(store.setSubject(room.address(), subject));
    return new Admission() {
      @Override
      public void deliver(Copies copies) {
        room.subject(subject);
        toAll(room, nick, sender, copies);
      }

      @Override
      public void finished() {
        turn.close();
      }
    };
  }
}
