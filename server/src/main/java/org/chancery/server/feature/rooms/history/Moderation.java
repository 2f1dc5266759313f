package org.chancery.server.feature.rooms.history;

import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;

/**
 * A moderator takes somebody's message back, XEP-0425. The message stays on record; people are
 * asked to remove it and find a tombstone in its place.
 */
public final class Moderation {
  /** What moderators ask for. */
  public static final String MODERATE = "urn:xmpp:message-moderate:1";

  /** Taking a message back, XEP-0424. */
  public static final String RETRACT = "urn:xmpp:message-retract:1";

  private final OpenRooms rooms;
  private final RoomLog record;
  private final ArchiveStore archive;
  private final Outlet outlet;
  private final Supplier<String> ids;

  /** With its parts. */
  public Moderation(
      OpenRooms rooms, RoomLog record, ArchiveStore archive, Outlet outlet, Supplier<String> ids) {
    this.rooms = rooms;
    this.record = record;
    this.archive = archive;
    this.outlet = outlet;
    this.ids = ids;
  }

  /** The message that a message to everybody takes back, by the room's id. */
  public static Optional<String> retractedId(Message message) {
    return message.element().child("retract", RETRACT).flatMap(retract -> retract.attribute("id"));
  }

  /** Answers a moderator's request, in today's form or the earlier one. */
  public Iq moderate(Origin origin, Iq iq) {
    boolean earlier = iq.payload().namespace().equals(EarlierModeration.FASTEN);
    Element moderate = earlier ? EarlierModeration.request(iq) : iq.payload();
    if (moderate.child("retract", RETRACT).isEmpty()) {
      throw new StanzaException(
          Condition.FEATURE_NOT_IMPLEMENTED, "Messages can only be taken back.");
    }
    String id =
        moderate
            .attribute("id")
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Which message?"));
    String reason = moderate.childText("reason").orElse("");
    return rooms.alone(
        iq.to().orElseThrow(),
        room -> {
          retract(room, origin.address(), id, reason);
          return iq.result();
        });
  }

  private void retract(Room room, Jid moderator, String id, String reason) {
    Optional<Occupant> occupant = room.occupants().of(moderator);
    if (!room.isModeratedBy(moderator)) {
      throw new StanzaException(
          Condition.FORBIDDEN, "Only moderators may take back what others said.");
    }
    AuditPosition position =
        AuditPosition.ofStanzaId(id)
            .filter(it -> archive.roomMessage(room.address(), it).isPresent())
            .orElseThrow(
                () ->
                    new StanzaException(
                        Condition.ITEM_NOT_FOUND, "There is no such message in this room."));
    Message announcement = announcement(room, moderator, occupant, position, reason);
    Audited audited =
        record.say(
            room,
            moderator,
            announcement,
            Optional.of(new AuditEntry.Relation("moderates", position.stanzaId())));
    Message identified =
        StanzaIds.add(announcement, room.address(), audited.position().orElseThrow().stanzaId());
    outlet.toAll(room, audited, identified);
  }

  private Message announcement(
      Room room,
      Jid moderator,
      Optional<Occupant> occupant,
      AuditPosition position,
      String reason) {
    Optional<String> by = occupant.map(it -> room.address(it.nick()).toString());
    Element moderated =
        Element.builder("moderated", MODERATE)
            .attribute("by", by)
            .add(Muc.occupantId(room.occupantId(moderator)))
            .build();
    Element retract =
        Element.builder("retract", RETRACT)
            .attribute("id", position.stanzaId())
            .add(moderated)
            .addUnlessEmpty("reason", reason)
            .build();
    Element earlier = EarlierModeration.announcement(position.stanzaId(), by, reason);
    return Reflection.own(room, ids.get(), retract, earlier);
  }
}
