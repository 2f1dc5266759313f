package org.chancery.server.feature.rooms.stanzas;

import java.util.Optional;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditPosition;

/** How a room's stanzas reach the devices of people. Thread-safe; never waits for them. */
public final class Outlet {
  private final Delivery delivery;
  private final AuditLog auditLog;

  /** With the ways out. */
  public Outlet(Delivery delivery, AuditLog auditLog) {
    this.delivery = delivery;
    this.auditLog = auditLog;
  }

  /** Answers somebody who is not in the room. */
  public void send(Origin asker, Presence presence) {
    send(asker.session(), presence);
  }

  /** Sends a presence to the device of an occupant that it is addressed to. */
  public void send(Occupant occupant, Presence presence) {
    send(occupant.session(presence.to().orElseThrow()), presence);
  }

  private void send(Optional<Session> session, Presence presence) {
    session.ifPresentOrElse(it -> it.send(presence), () -> delivery.send(presence));
  }

  /** Sends a recorded message to everybody in the room. */
  public void toAll(Room room, Audited audited, Message shown) {
    for (Occupant occupant : room.occupants().all()) {
      for (Jid device : occupant.devices()) {
        occupant
            .session(device)
            .ifPresent(session -> session.send(audited.with(shown.withTo(device))));
      }
    }
  }

  /** Asks those in the room whom it concerns to fill in a form. */
  public void ask(Room room, String id, Element form, Predicate<Occupant> concerned) {
    Message request = Message.of(Message.Type.NORMAL, id, room.address(), form);
    room.occupants().all().stream()
        .filter(concerned)
        .forEach(occupant -> notice(occupant, request));
  }

  /** Tells everybody in the room something that is on record as an event. */
  public void noticeToAll(Room room, Message notice) {
    room.occupants().all().forEach(occupant -> notice(occupant, notice));
  }

  /** Tells all devices of an occupant something that is on record as an event. */
  public void notice(Occupant occupant, Message notice) {
    occupant.devices().forEach(device -> notice(occupant, device, notice));
  }

  /** Tells a device of an occupant something that is on record as an event. */
  public void notice(Occupant occupant, Jid device, Message notice) {
    Message told = notice.withTo(device);
    occupant
        .session(device)
        .ifPresent(session -> session.send(auditLog.exclude(told, Exclusion.SERVER_NOTICE)));
  }

  /** Shows a device of an occupant a message that is on record already. */
  public void history(Occupant occupant, Jid device, Message message, AuditPosition position) {
    history(occupant.session(device), device, message, position);
  }

  /** Shows somebody who asked a message that is on record already. */
  public void history(Origin asker, Message message, AuditPosition position) {
    history(asker.session(), asker.address(), message, position);
  }

  private void history(
      Optional<Session> session, Jid device, Message message, AuditPosition position) {
    Jid room = message.from().orElseThrow().bare();
    session.ifPresent(it -> it.send(auditLog.fromHistory(message.withTo(device), room, position)));
  }
}
