package org.chancery.server.feature.rooms.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.ArchiveStore.Retraction;
import org.chancery.storage.ArchiveStore.RoomMessage;
import org.chancery.storage.AuditPosition;

/**
 * Shows, in place of a message that was taken back, that there was one (XEP-0424 section 5,
 * XEP-0425 section 5). The record keeps the message itself. Thread-safe; blocks.
 */
public final class Tombstones {
  private final ArchiveStore archive;

  /** With where messages and what takes them back are read. */
  public Tombstones(ArchiveStore archive) {
    this.archive = archive;
  }

  /**
   * A message as it may be shown now.
   *
   * @param recorded the row it comes from
   * @param message as everybody sees it
   */
  public record Shown(RoomMessage recorded, Message message) {
    /** When it was recorded. */
    public Instant at() {
      return recorded.position().recordedAt();
    }
  }

  /** Messages of a room as they may be shown now, in the same order. */
  public List<Shown> show(Room room, List<RoomMessage> messages) {
    List<AuditPosition> positions = messages.stream().map(RoomMessage::position).toList();
    Map<AuditPosition, Retraction> retractions = new HashMap<>();
    archive
        .retractions(room.address(), positions)
        .forEach(each -> retractions.putIfAbsent(each.retracted(), each));
    List<Shown> shown = new ArrayList<>(messages.size());
    for (RoomMessage message : messages) {
      Retraction retraction = retractions.get(message.position());
      Message visible =
          retraction == null ? Reflection.of(room, message) : tombstone(room, message, retraction);
      shown.add(new Shown(message, visible));
    }
    return shown;
  }

  private static Message tombstone(Room room, RoomMessage original, Retraction retraction) {
    Message said = Reflection.of(room, original);
    RoomMessage by = retraction.by();
    Message retracting = (Message) Stanza.of(XmlReader.parse(by.xml()));
    Element.Builder retracted =
        Element.builder("retracted", Moderation.RETRACT)
            .attribute("id", retracting.id().orElse(by.position().stanzaId()))
            .attribute("stamp", Timestamps.format(by.position().recordedAt()));
    retracting
        .element()
        .child("retract", Moderation.RETRACT)
        .ifPresent(
            retract ->
                retract.children().stream()
                    .filter(child -> retraction.moderated())
                    .forEach(retracted::add));
    Element.Builder stone =
        Element.builder("message", Namespaces.CLIENT)
            .attribute("type", "groupchat")
            .attribute("from", said.from().orElseThrow().toString())
            .attribute("id", said.id())
            .add(retracted.build());
    Optional<Element> occupantId = said.element().child("occupant-id", Muc.OCCUPANT_ID);
    occupantId.ifPresent(stone::add);
    Message message = new Message(stone.build(), said.from(), Optional.empty());
    return StanzaIds.add(message, room.address(), original.position().stanzaId());
  }
}
