package org.chancery.server.feature.rooms.presence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;

/** Who may enter a room, and under which nickname; XEP-0045 sections 7.2.5 to 7.2.11. */
final class EntryRules {
  private final RoomsConfig config;

  EntryRules(RoomsConfig config) {
    this.config = config;
  }

  /**
   * Refuses whoever may not enter.
   *
   * @throws StanzaException with the reason
   */
  void check(Room room, Jid person, JoinRequest request) {
    Affiliation affiliation = room.memberships().of(person);
    RoomSettings settings = room.settings();
    if (affiliation == Affiliation.OUTCAST) {
      throw new StanzaException(Condition.FORBIDDEN, "You are banned from this room.");
    }
    if (room.locked() && affiliation != Affiliation.OWNER) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND, "The room is not ready yet.");
    }
    if (settings.flag(RoomOption.MEMBERS_ONLY) && !affiliation.atLeast(Affiliation.MEMBER)) {
      throw new StanzaException(
          Condition.REGISTRATION_REQUIRED, "Only members may enter this room.");
    }
    if (settings.flag(RoomOption.PASSWORD_PROTECTED)
        && affiliation != Affiliation.OWNER
        && !same(settings.text(RoomOption.PASSWORD), request.password())) {
      throw new StanzaException(Condition.NOT_AUTHORIZED, "The room's password is needed.");
    }
    checkSize(room, person, affiliation);
  }

  private void checkSize(Room room, Jid person, Affiliation affiliation) {
    int most = room.settings().number(RoomOption.MAX_USERS);
    int limit = most == 0 ? config.occupants() : Math.min(most, config.occupants());
    if (affiliation.atLeast(Affiliation.ADMIN)) {
      limit += RoomsConfig.ADMINS_BEYOND;
    }
    if (room.occupants().count() >= limit && room.occupants().ofPerson(person).isEmpty()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE, "The room is full.");
    }
  }

  /**
   * The nickname that the person gets for the one it wants.
   *
   * @throws StanzaException {@code conflict} when it is somebody else's
   */
  String nick(Room room, Jid person, String wanted) {
    Optional<String> reserved = room.memberships().reservedNick(person);
    boolean fixed = room.settings().flag(RoomOption.NICK_LOCK);
    String nick = fixed ? reserved.orElse(wanted) : room.nick(wanted);
    room.requireFree(nick, person);
    return room.occupants().like(nick).map(Occupant::nick).orElse(nick);
  }

  private static boolean same(String password, String given) {
    return MessageDigest.isEqual(
        password.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
