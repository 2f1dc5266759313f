package org.chancery.server.feature.rooms.messages;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.Lane;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Copies;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/**
 * What one occupant says to another through the room, XEP-0045 section 7.5. On record with the real
 * addresses of both, and no part of the room's history.
 */
public final class PrivateMessages {
  private final OpenRooms rooms;
  private final RoomLog record;

  /** With its parts. */
  public PrivateMessages(OpenRooms rooms, RoomLog record) {
    this.rooms = rooms;
    this.record = record;
  }

  /**
   * Takes a message in.
   *
   * @throws StanzaException when the sender may not say it, or nobody has the nickname
   */
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid address = message.to().orElseThrow();
    Room room = rooms.get(address);
    Lane.Turn turn = room.lane().enter();
    return turn.keptBy(() -> admit(room, origin, message, entry, turn));
  }

  private Admission admit(
      Room room, Origin origin, Message message, AuditEntry.Builder entry, Lane.Turn turn) {
    Occupant sender = room.occupants().require(origin);
    requireAllowed(room, sender, message);
    Occupant recipient = room.occupants().require(message.to().orElseThrow().resource());
    List<Jid> devices = recipient.devices();
    record
        .describe(room, entry)
        .to(devices.getFirst())
        .detail("room", room.address().toString())
        .detail("nick", sender.nick())
        .detail("recipient-nick", recipient.nick())
        .visibility(new AuditEntry.Visibility(true, false));
    Message shown = shown(room, sender, message);
    return new Admission() {
      @Override
      public void queued() {
        turn.passOn();
      }

      @Override
      public void deliver(Copies copies) {
        turn.await();
        Audited audited = copies.audited();
        for (Jid device : devices) {
          recipient
              .session(device)
              .ifPresent(session -> copies.add(session, audited.with(shown.withTo(device))));
        }
      }

      @Override
      public void finished() {
        turn.close();
      }
    };
  }

  /** The option is about what people write; an error must be able to answer what was allowed. */
  private static void requireAllowed(Room room, Occupant sender, Message message) {
    if (message.type() == Message.Type.ERROR) {
      return;
    }
    boolean allowed =
        switch (room.settings().text(RoomOption.ALLOW_PM)) {
          case "anyone" -> true;
          case "participants" -> sender.role().atLeast(Role.PARTICIPANT);
          case "moderators" -> sender.role() == Role.MODERATOR;
          default -> false;
        };
    if (!allowed) {
      throw new StanzaException(
          Condition.FORBIDDEN, "You may not send private messages in this room.");
    }
  }

  /**
   * The message as it goes on record: marked as a private one of a room, and with no other mark.
   */
  public static Message marked(Message message) {
    return message.withElement(
        message
            .element()
            .withoutChildren(Muc::saidByRoomsOnly)
            .withChild(Element.of("x", Muc.USER)));
  }

  private static Message shown(Room room, Occupant sender, Message message) {
    return message
        .withElement(message.element().withChild(Muc.occupantId(sender.id())))
        .withFrom(room.address(sender.nick()));
  }
}
