package org.chancery.server.feature.rooms.presence;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.history.Welcome;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.stanzas.AffiliationVersions;
import org.chancery.server.feature.rooms.stanzas.Announcements;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.OccupantPresence;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.state.Lane;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Origin;

/** How people enter a room, change what they show there, and change their nickname. */
public final class Entering {
  private final OpenRooms rooms;
  private final RoomLog record;
  private final Outlet outlet;
  private final Announcements announcements;
  private final Welcome welcome;
  private final Leaving leaving;
  private final JoinedRooms joined;
  private final Hats hats;
  private final EntryRules rules;

  /** What it works with. */
  public record Parts(
      OpenRooms rooms,
      RoomLog record,
      Outlet outlet,
      Welcome welcome,
      Leaving leaving,
      JoinedRooms joined,
      Hats hats) {}

  /** With its parts. */
  public Entering(Parts parts, RoomsConfig config) {
    this.rooms = parts.rooms();
    this.record = parts.record();
    this.outlet = parts.outlet();
    this.announcements = new Announcements(outlet);
    this.welcome = parts.welcome();
    this.leaving = parts.leaving();
    this.joined = parts.joined();
    this.hats = parts.hats();
    this.rules = new EntryRules(config);
  }

  /** Available presence to an occupant's address. */
  public void available(Origin origin, Presence presence) {
    Jid to = presence.to().orElseThrow();
    if (to.isBare()) {
      throw new StanzaException(Condition.JID_MALFORMED, "A nickname is needed to enter.");
    }
    Optional<JoinRequest> request = JoinRequest.in(presence);
    while (true) {
      Optional<Room> room =
          request.isPresent() ? Optional.of(rooms.findOrCreate(to, origin)) : rooms.find(to);
      if (room.isEmpty()) {
        kick(to, origin);
        return;
      }
      try (Lane.Turn _ = room.get().lane().enterAlone()) {
        if (!room.get().gone()) {
          inLane(room.get(), origin, presence, request);
          return;
        }
      }
    }
  }

  private void inLane(Room room, Origin origin, Presence presence, Optional<JoinRequest> request) {
    Jid device = origin.address();
    leaving.leaveAsEarlierLogIn(room, origin);
    Optional<Occupant> known = room.occupants().of(device);
    String wanted = presence.to().orElseThrow().resource();
    if (known.isEmpty() && request.isEmpty()) {
      kick(presence.to().get(), origin);
    } else if (known.isEmpty()) {
      enter(room, origin, request.get());
    } else if (!known.get().nick().equals(wanted)) {
      rename(room, origin, known.get(), presence);
    } else {
      known.get().show(origin, presence);
      joined.add(origin, room.address());
      if (request.isPresent()) {
        synchronise(room, known.get(), device, request.get());
      } else {
        announcements.present(
            room, known.get(), OccupantPresence.here(room, known.get()).id(presence.id()));
      }
    }
  }

  /**
   * Section 7.2.17: a client that believes to be here, and is not, must learn so instead of being
   * half here.
   */
  private void kick(Jid occupant, Origin origin) {
    Jid device = origin.address();
    Element x =
        Element.builder("x", Muc.USER)
            .add(
                Element.builder("item", Muc.USER)
                    .attribute("affiliation", "none")
                    .attribute("role", "none")
                    .build())
            .add(Muc.status(110))
            .add(Muc.status(307))
            .add(Muc.status(333))
            .build();
    Element kicked =
        Element.builder("presence", Namespaces.CLIENT)
            .attribute("type", "unavailable")
            .attribute("from", occupant.toString())
            .attribute("to", device.toString())
            .add(x)
            .build();
    outlet.send(origin, new Presence(kicked, Optional.of(occupant), Optional.of(device)));
  }

  private void enter(Room room, Origin origin, JoinRequest request) {
    Jid device = origin.address();
    Jid person = device.bare();
    boolean created = room.locked();
    rules.check(room, person, request);
    String nick = rules.nick(room, person, request.nick());
    joined.require(origin);
    Role role =
        room.occupants()
            .named(nick)
            .map(Occupant::role)
            .orElseGet(() -> room.settings().entryRole(room.memberships().of(person)));
    record
        .presence(room, "entered")
        .by(origin)
        .about(device)
        .with("nick", nick)
        .with("role", role.xmlName())
        .with("affiliation", room.memberships().of(person).xmlName())
        .commit();
    Occupant occupant =
        room.occupants()
            .named(nick)
            .orElseGet(() -> room.occupants().add(person, room.occupantId(person), nick, role));
    room.occupants().addDevice(occupant, device);
    occupant.hats(hats.of(person));
    occupant.show(origin, request.presence());
    joined.add(origin, room.address());
    OccupantPresence presence = OccupantPresence.here(room, occupant).id(request.presence().id());
    if (created) {
      presence.ownCode(201);
    }
    if (!nick.equals(request.nick())) {
      presence.ownCode(210);
    }
    welcome(room, occupant, device, presence, request);
    if (joined.ended(origin)) {
      leaving.leave(room, origin, Optional.empty()); // it went while it was entering
    }
  }

  private void welcome(
      Room room, Occupant occupant, Jid device, OccupantPresence presence, JoinRequest request) {
    entryCodes(room, presence);
    showList(room, occupant, device, request);
    announcements.showOthers(room, occupant, device);
    announcements.present(room, occupant, presence);
    welcome.send(room, occupant, device, request.history());
  }

  private void showList(Room room, Occupant occupant, Jid device, JoinRequest request) {
    occupant.follow(device, request.list().isPresent());
    request
        .list()
        .map(list -> AffiliationVersions.catchUp(room, device, list.attribute("since")))
        .ifPresent(all -> all.forEach(message -> outlet.notice(occupant, device, message)));
  }

  private static void entryCodes(Room room, OccupantPresence presence) {
    if (room.settings().nonAnonymous()) {
      presence.ownCode(100);
    }
    if (room.settings().flag(RoomOption.LOGGING)) {
      presence.ownCode(170);
    }
  }

  /** Section 7.2.2: a client that enters where it is already has lost track. */
  private void synchronise(Room room, Occupant occupant, Jid device, JoinRequest request) {
    OccupantPresence presence = OccupantPresence.here(room, occupant).id(request.presence().id());
    entryCodes(room, presence);
    showList(room, occupant, device, request);
    announcements.showOthers(room, occupant, device);
    announcements.toOthers(room, occupant, OccupantPresence.here(room, occupant));
    announcements.toOwn(occupant, device, presence);
    welcome.send(room, occupant, device, request.history());
  }

  /** Changes what a device shows in a room, in the server's name. */
  public void change(Jid address, Origin origin, UnaryOperator<Presence> change) {
    rooms
        .inMemory(address)
        .ifPresent(
            room -> {
              try (Lane.Turn _ = room.lane().enterAloneAtLast()) {
                room.occupants()
                    .of(origin.address())
                    .filter(occupant -> occupant.has(origin))
                    .filter(occupant -> occupant.change(origin.address(), change))
                    .ifPresent(occupant -> announcements.present(room, occupant));
              }
            });
  }

  /** Section 7.6. */
  private void rename(Room room, Origin origin, Occupant occupant, Presence presence) {
    Jid device = origin.address();
    String nick = rules.nick(room, occupant.person(), presence.to().orElseThrow().resource());
    Optional<Occupant> other = room.occupants().like(nick).filter(it -> it != occupant);
    if (other.isPresent()) {
      throw new StanzaException(
          Condition.CONFLICT, "Another of your devices is here under this nickname.");
    }
    if (nick.equals(occupant.nick())) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "Nicknames are fixed in this room.");
    }
    for (Jid each : occupant.devices()) {
      record
          .presence(room, "renamed")
          .by(origin)
          .about(each)
          .with("nick", nick)
          .with("previous-nick", occupant.nick())
          .with("role", occupant.role().xmlName())
          .commit();
    }
    OccupantPresence gone = OccupantPresence.gone(room, occupant).newNick(nick).code(303);
    announcements.present(room, occupant, gone);
    room.occupants().rename(occupant, nick);
    occupant.show(origin, presence);
    announcements.present(room, occupant, OccupantPresence.here(room, occupant).id(presence.id()));
  }
}
