package org.chancery.server.feature.rooms.stanzas;

import java.util.Optional;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Delivery;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;

/** How a room's stanzas reach the devices of people. Thread-safe; never waits for them. */
public final class Outlet {
  private final Delivery delivery;
  private final Sessions sessions;
  private final AuditLog auditLog;

  /** With the ways out. */
  public Outlet(Delivery delivery, Sessions sessions, AuditLog auditLog) {
    this.delivery = delivery;
    this.sessions = sessions;
    this.auditLog = auditLog;
  }

  /** The session of a device, if it is one of ours. */
  public Optional<Session> session(Jid device) {
    return sessions.find(device);
  }

  /** Sends a presence to its address. */
  public void send(Presence presence) {
    delivery.send(presence);
  }

  /** Sends a request or an answer to its address; false when nobody is there. */
  public boolean send(Iq iq) {
    return delivery.send(iq);
  }

  /** Sends a recorded message to everybody in the room. */
  public void toAll(Room room, Audited audited, Message shown) {
    for (Occupant occupant : room.occupants().all()) {
      for (Jid device : occupant.devices()) {
        session(device)
            .ifPresent(session -> session.send(audited.with(shown.withTo(session.address()))));
      }
    }
  }

  /** Tells everybody in the room something that is on record as an event. */
  public void noticeToAll(Room room, Message notice) {
    for (Occupant occupant : room.occupants().all()) {
      occupant.devices().forEach(device -> notice(device, notice));
    }
  }

  /** Tells a device something that is on record as an event. */
  public void notice(Jid device, Message notice) {
    send(device, notice, Exclusion.SERVER_NOTICE);
  }

  /** Shows a device a message that is on record already. */
  public void history(Jid device, Message message) {
    send(device, message, Exclusion.HISTORY);
  }

  private void send(Jid device, Message message, Exclusion why) {
    session(device)
        .ifPresent(session -> session.send(auditLog.exclude(message.withTo(device), why)));
  }
}
