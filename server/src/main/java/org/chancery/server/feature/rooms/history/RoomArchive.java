package org.chancery.server.feature.rooms.history;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.archive.ArchiveAnswers;
import org.chancery.server.feature.archive.ArchiveQuery;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.ArchiveStore.Query;
import org.chancery.storage.ArchiveStore.RoomMessage;
import org.chancery.storage.AuditPosition;

/**
 * A room's history for whoever may enter the room now, XEP-0313 section 5.1.2. Private messages are
 * no part of it.
 */
public final class RoomArchive {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:mam:2";

  private final OpenRooms rooms;
  private final ArchiveStore archive;
  private final Tombstones tombstones;
  private final Outlet outlet;
  private final int pageSize;

  /**
   * With where history is read.
   *
   * @param pageSize how many messages one page may hold
   */
  public RoomArchive(OpenRooms rooms, ArchiveStore archive, Outlet outlet, int pageSize) {
    this.rooms = rooms;
    this.archive = archive;
    this.tombstones = new Tombstones(archive);
    this.outlet = outlet;
    this.pageSize = pageSize;
  }

  /** Answers a query, its form, or a question about the archive. */
  public Iq answer(Origin origin, Iq iq) {
    Room room = rooms.get(iq.to().orElseThrow());
    if (!room.isOpenTo(origin.address())) {
      throw new StanzaException(
          Condition.FORBIDDEN, "Only those who may enter the room may read its history.");
    }
    if (iq.payload().name().equals("metadata")) {
      return iq.result(
          ArchiveAnswers.metadata(
              archive.room(room.address(), Query.EARLIEST),
              archive.room(room.address(), Query.latest(1))));
    }
    return iq.type() == Iq.Type.GET ? iq.result(ArchiveAnswers.form()) : query(room, origin, iq);
  }

  private Iq query(Room room, Origin origin, Iq iq) {
    Element payload = iq.payload();
    Optional<AuditPosition> addressesSince = addressesSince(room, origin.address());
    ArchiveQuery wanted = ArchiveQuery.read(payload, pageSize);
    ArchiveStore.Page<RoomMessage> page =
        archive
            .room(room.address(), read(room, wanted, addressesSince))
            .within(ArchiveQuery.LONGEST_PAGE, wanted.query().backwards());
    List<Tombstones.Shown> shown = tombstones.show(room, page.messages());
    for (Tombstones.Shown each : wanted.flipped() ? shown.reversed() : shown) {
      boolean showsAddress =
          addressesSince
              .filter(since -> each.recorded().position().compareTo(since) > 0)
              .isPresent();
      Element result = result(payload, each, showsAddress);
      outlet.history(
          origin,
          Message.of(Message.Type.NORMAL, "", room.address(), result),
          each.recorded().position());
    }
    return iq.result(ArchiveAnswers.fin(page));
  }

  /** Who spoke when nobody could see it stays unknown when the room is made non-anonymous. */
  private static Optional<AuditPosition> addressesSince(Room room, Jid asker) {
    return room.isModeratedBy(asker) ? Optional.of(new AuditPosition(0)) : room.nonAnonymousSince();
  }

  private static Element result(Element payload, Tombstones.Shown shown, boolean showsAddress) {
    RoomMessage recorded = shown.recorded();
    Element message = shown.message().element();
    if (!recorded.nick().isEmpty()) {
      Element.Builder item =
          Element.builder("item", Muc.USER)
              .attribute("affiliation", recorded.affiliation())
              .attribute("role", recorded.role());
      if (showsAddress) {
        item.attribute("jid", recorded.sender().toString());
      }
      message = message.withChild(Element.builder("x", Muc.USER).add(item.build()).build());
    }
    return ArchiveAnswers.result(payload, recorded, message);
  }

  // ---- what is asked for ----

  private Query read(Room room, ArchiveQuery wanted, Optional<AuditPosition> addressesSince) {
    if (wanted.personal().text().isPresent()) {
      throw new StanzaException(
          Condition.FEATURE_NOT_IMPLEMENTED, "A room's history is not searched for words.");
    }
    for (AuditPosition mentioned : wanted.mentioned()) {
      if (archive.roomMessage(room.address(), mentioned).isEmpty()) {
        throw new StanzaException(Condition.ITEM_NOT_FOUND);
      }
    }
    Query window = wanted.query();
    if (wanted.personal().with().isEmpty()) {
      return window;
    }
    Jid with = wanted.personal().with().get();
    if (with.bare().equals(room.address())) {
      return window.saidAs(with.optionalResource());
    }
    AuditPosition since =
        addressesSince.orElseThrow(
            () ->
                new StanzaException(
                    Condition.FORBIDDEN, "You may not know the addresses of people."));
    return window.said(with, since);
  }
}
