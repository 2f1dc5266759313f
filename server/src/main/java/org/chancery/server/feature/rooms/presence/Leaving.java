package org.chancery.server.feature.rooms.presence;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Announcements;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.OccupantPresence;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reason;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Lane;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How people leave a room, by their own will or not; and how a room ends. */
public final class Leaving {
  private static final Logger log = LoggerFactory.getLogger(Leaving.class);

  private final OpenRooms rooms;
  private final RoomLog record;
  private final Outlet outlet;
  private final Announcements announcements;
  private final JoinedRooms joined;

  /** With its parts. */
  public Leaving(OpenRooms rooms, RoomLog record, Outlet outlet, JoinedRooms joined) {
    this.rooms = rooms;
    this.record = record;
    this.outlet = outlet;
    this.announcements = new Announcements(outlet);
    this.joined = joined;
  }

  /**
   * Unavailable presence to a room, or the end of a session. Somebody who is not there is ignored.
   */
  public void leave(Jid room, Origin origin, Optional<Presence> farewell, int... codes) {
    Optional<Room> known = rooms.inMemory(room);
    if (known.filter(it -> it.occupants().of(origin.address()).isPresent()).isPresent()) {
      try (Lane.Turn _ = known.get().lane().enterAloneAtLast()) {
        leave(known.get(), origin, farewell, codes);
      }
    }
  }

  /**
   * An earlier log-in of the same address that has not got out of the room yet leaves before the
   * present one does anything there. The caller holds the room's lane.
   */
  void leaveAsEarlierLogIn(Room room, Origin present) {
    room.occupants()
        .of(present.address())
        .flatMap(occupant -> occupant.origin(present.address()))
        .filter(earlier -> !earlier.stream().equals(present.stream()))
        .ifPresent(earlier -> leave(room, earlier, Optional.empty()));
  }

  /** The same, by the holder of the room's lane. */
  void leave(Room room, Origin origin, Optional<Presence> farewell, int... codes) {
    Jid device = origin.address();
    Optional<Occupant> found = room.occupants().of(device).filter(it -> it.has(origin));
    if (found.isEmpty()) {
      return;
    }
    Occupant occupant = found.get();
    record
        .presence(room, "left")
        .by(origin)
        .about(device, occupant)
        .with("said", farewell.flatMap(said -> said.element().childText("status")))
        .with("technical", codes.length > 0 ? "true" : "")
        .commitOrLater();
    boolean last = occupant.devices().size() == 1;
    Jid shown = occupant.shownDevice();
    OccupantPresence gone = OccupantPresence.gone(room, occupant).device(device);
    farewell.ifPresent(said -> gone.saying(said).id(said.id()));
    for (int code : codes) {
      gone.code(code);
    }
    room.occupants().removeDevice(occupant, device);
    origin.session().ifPresent(session -> joined.remove(session, room.address()));
    if (last) {
      announcements.toOthers(room, occupant, gone);
    } else if (shown.equals(device)) {
      announcements.present(room, occupant); // what another device shows is seen from now on
    }
    if (!joined.ended(origin)) { // its address may be another session's by now
      announcements.toOwn(occupant, device, gone);
    }
    endIfDeserted(room);
  }

  /** Removes somebody with all devices; the caller has put it on record and holds the lane. */
  public void remove(Room room, Occupant occupant, OccupantPresence gone) {
    farewell(room, occupant, gone);
    announcements.toOthers(room, occupant, gone);
  }

  /** Section 7.14: a room that shall not stay ends with the last who leaves. */
  public void endIfDeserted(Room room) {
    boolean stays = room.settings().flag(RoomOption.PERSISTENT) && !room.locked();
    if (room.gone() || room.occupants().count() > 0 || stays) {
      return;
    }
    try {
      rooms.end(room, record.change(room, "destroyed").by(room.address()).with("reason", "empty"));
    } catch (StanzaException e) {
      log.warn("an empty room stays for now room={} reason={}", room.address(), e.getMessage());
    }
  }

  /**
   * Ends a room and tells everybody in it, XEP-0045 section 10.9; the caller holds the lane.
   *
   * @param destroy the element that says why, and where people may meet instead
   */
  public void destroy(Room room, Origin by, Element destroy) {
    rooms.end(
        room,
        record
            .change(room, "destroyed")
            .by(by)
            .with("reason", destroy.childText("reason"))
            .with("alternative", destroy.attribute("jid")));
    Element told =
        Element.builder("destroy", Muc.USER)
            .attribute("jid", destroy.attribute("jid"))
            .addAll(
                destroy.children().stream()
                    .map(child -> Element.of(child.name(), Muc.USER, child.text()))
                    .toList())
            .build();
    for (Occupant occupant : List.copyOf(room.occupants().all())) {
      OccupantPresence gone =
          OccupantPresence.gone(room, occupant).affiliation(Affiliation.NONE).with(told);
      farewell(room, occupant, gone);
    }
  }

  private void farewell(Room room, Occupant occupant, OccupantPresence gone) {
    List<Jid> devices = occupant.devices();
    room.occupants().remove(occupant);
    for (Jid device : devices) {
      occupant.session(device).ifPresent(session -> joined.remove(session, room.address()));
      announcements.toOwn(occupant, device, gone);
    }
  }

  /** Section 10.12: the service stops. Everybody is told once; nobody is told of the others. */
  public void stop() {
    for (Room room : rooms.open()) {
      try (Lane.Turn _ = room.lane().enterAloneAtLast()) {
        for (Occupant occupant : List.copyOf(room.occupants().all())) {
          for (Jid device : occupant.devices()) {
            record
                .presence(room, "left")
                .by(room.address())
                .about(device, occupant)
                .with("reason", "the server stops")
                .later();
          }
          farewell(
              room,
              occupant,
              OccupantPresence.gone(room, occupant)
                  .because(Reason.of("The server stops."))
                  .code(332));
        }
      }
    }
  }
}
