package org.chancery.server.feature.rooms.admin;

import java.util.Comparator;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.stanzas.Announcements;
import org.chancery.server.feature.rooms.stanzas.OccupantPresence;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reason;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;

/**
 * Kicks, voice and moderators, XEP-0045 sections 8.2 to 8.5, 9.6 and 9.7. Called by the holder of
 * the room's lane.
 */
public final class RoleChanges {
  private final RoomLog record;
  private final Announcements announcements;
  private final AffiliationChanges affiliations;

  /** With its parts. */
  public RoleChanges(RoomLog record, Outlet outlet, AffiliationChanges affiliations) {
    this.record = record;
    this.announcements = new Announcements(outlet);
    this.affiliations = affiliations;
  }

  /** What a person may do here by being in the room, or by being an admin. */
  static Role roleOf(Room room, Jid person) {
    Role present =
        room.occupants().ofPerson(person).stream()
            .map(Occupant::role)
            .max(Comparator.naturalOrder())
            .orElse(Role.NONE);
    boolean admin = room.memberships().of(person).atLeast(Affiliation.ADMIN);
    return admin ? Role.MODERATOR : present;
  }

  /**
   * Refuses what the person may not decide.
   *
   * @throws StanzaException {@code forbidden} or {@code not-allowed}
   */
  void check(Room room, Jid actor, Occupant occupant, Role role) {
    Affiliation own = room.memberships().of(actor);
    Affiliation theirs = room.memberships().of(occupant.person());
    boolean self = occupant.person().equals(actor);
    if (roleOf(room, actor) != Role.MODERATOR) {
      throw new StanzaException(Condition.FORBIDDEN, "Only moderators may decide this.");
    }
    boolean aboutModerators = role == Role.MODERATOR || occupant.role() == Role.MODERATOR;
    if (role != Role.NONE && role.atLeast(occupant.role()) && role != Role.MODERATOR) {
      return; // giving voice
    }
    boolean protectedByAffiliation = theirs.atLeast(Affiliation.ADMIN) && role != Role.NONE;
    if (role != Role.MODERATOR && (protectedByAffiliation || outranks(theirs, own, self, role))) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "You may not decide about somebody of this affiliation.");
    }
    if (aboutModerators && !self && !own.atLeast(Affiliation.ADMIN)) {
      throw new StanzaException(
          role == Role.MODERATOR ? Condition.FORBIDDEN : Condition.NOT_ALLOWED,
          "Only admins of the room may decide about moderators.");
    }
  }

  /** Section 8.4: voice is not taken from somebody of the same affiliation or a higher one. */
  private static boolean outranks(Affiliation theirs, Affiliation own, boolean self, Role role) {
    if (self) {
      return false;
    }
    boolean takesVoice = role == Role.VISITOR && theirs != Affiliation.NONE;
    return takesVoice ? theirs.atLeast(own) : !own.atLeast(theirs);
  }

  /** Puts a decision into force that has been checked. */
  public void apply(Room room, Origin by, Occupant occupant, Role role, String text) {
    Reason reason = new Reason(room.occupants().of(by.address()).map(Occupant::nick), text);
    if (role == Role.NONE) {
      affiliations.remove(room, by, occupant, 307, reason);
      return;
    }
    if (occupant.role() == role) {
      return;
    }
    record
        .membership(room, "role")
        .by(by)
        .about(occupant.person())
        .with("nick", occupant.nick())
        .with("role", role.xmlName())
        .with("previous-role", occupant.role().xmlName())
        .with("affiliation", room.memberships().of(occupant.person()).xmlName())
        .with("reason", text)
        .commit();
    occupant.role(role);
    announcements.present(room, occupant, OccupantPresence.here(room, occupant).because(reason));
    if (role == Role.MODERATOR) {
      announcements.showHidden(room, occupant);
    }
  }

  /** Gives voice to whoever has asked, if still here: not to another who has the nickname now. */
  public void giveVoice(Room room, Origin by, String nick, Optional<Jid> person) {
    Optional<Occupant> occupant = room.occupants().named(nick);
    if (roleOf(room, by.address().bare()) != Role.MODERATOR) {
      throw new StanzaException(Condition.FORBIDDEN, "Only moderators may decide this.");
    }
    occupant
        .filter(it -> it.role() == Role.VISITOR && it.person().equals(person.orElse(it.person())))
        .ifPresent(it -> apply(room, by, it, Role.PARTICIPANT, ""));
  }
}
