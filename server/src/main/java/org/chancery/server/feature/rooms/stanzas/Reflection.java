package org.chancery.server.feature.rooms.stanzas;

import java.time.Instant;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.payload.Delay;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.storage.ArchiveStore.RoomMessage;
import org.chancery.storage.AuditPosition;

/**
 * A message as the room shows it: the same whether it is shown at once, as history on entering, or
 * from the archive.
 */
public final class Reflection {
  private Reflection() {}

  /** What somebody says, as everybody sees it; the recipient is still to be set. */
  public static Message of(
      Room room, String nick, String occupantId, Message said, Optional<AuditPosition> position) {
    Jid from = nick.isEmpty() ? room.address() : room.address(nick);
    Element original = said.element();
    Element.Builder shown =
        Element.builder("message", original.namespace())
            .attribute("type", said.type().xmlName())
            .attribute("from", from.toString())
            .attribute("id", said.id().or(() -> position.map(AuditPosition::stanzaId)));
    original
        .attribute(Namespaces.XML, "lang")
        .ifPresent(lang -> shown.attribute(Namespaces.XML, "lang", lang));
    for (Element child : original.children()) {
      if (!Muc.saidByRoomsOnly(child)) {
        shown.add(child);
      }
    }
    if (!occupantId.isEmpty()) {
      shown.add(Muc.occupantId(occupantId));
    }
    Message message = new Message(shown.build(), Optional.of(from), Optional.empty());
    return position.isEmpty()
        ? message
        : StanzaIds.add(message, room.address(), position.get().stanzaId());
  }

  /** A recorded message as everybody saw it. */
  public static Message of(Room room, RoomMessage recorded) {
    Message said = (Message) Stanza.of(XmlReader.parse(recorded.xml()));
    if (recorded.nick().isEmpty()) {
      // What the room said itself is kept as it was said.
      Message own = said.withElement(said.element().withoutAttribute("to"));
      return StanzaIds.add(own, room.address(), recorded.position().stanzaId());
    }
    return of(
        room,
        recorded.nick(),
        room.occupantId(recorded.sender()),
        said,
        Optional.of(recorded.position()));
  }

  /** A copy that says that it is old, XEP-0203. */
  public static Message delayed(Room room, Message shown, Instant at) {
    return shown.withElement(shown.element().withChild(Delay.element(room.address(), at)));
  }

  /** A room's own message to everybody. */
  public static Message own(Room room, String id, Element... children) {
    return Message.of(Message.Type.GROUPCHAT, id, room.address(), children);
  }
}
