package org.chancery.server.feature.rooms.admin;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.feature.rooms.messages.Invitations;
import org.chancery.server.feature.rooms.presence.Leaving;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.stanzas.AffiliationVersions;
import org.chancery.server.feature.rooms.stanzas.Announcements;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.OccupantPresence;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reason;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RoomStore.Member;

/**
 * Puts decisions about affiliations into force: on record, then for whoever is in the room. Called
 * by the holder of the room's lane.
 */
public final class AffiliationChanges {
  private final RoomLog record;
  private final RoomStore store;
  private final Outlet outlet;
  private final Announcements announcements;
  private final Leaving leaving;
  private final Invitations invitations;

  /** With its parts. */
  public AffiliationChanges(
      RoomLog record, RoomStore store, Outlet outlet, Leaving leaving, Invitations invitations) {
    this.record = record;
    this.store = store;
    this.outlet = outlet;
    this.announcements = new Announcements(outlet);
    this.leaving = leaving;
    this.invitations = invitations;
  }

  /**
   * Puts decisions into force that the person may make.
   *
   * @throws org.chancery.protocol.StanzaException when it may not: then none is
   */
  public void decide(Room room, Origin by, List<Decision> decisions) {
    AffiliationRules.check(room, by.address().bare(), decisions);
    decisions.forEach(decision -> apply(room, by, decision));
  }

  /**
   * Puts a decision into force without asking who makes it; a new member of a members-only room is
   * invited.
   */
  public void apply(Room room, Origin by, Decision decision) {
    Affiliation before = room.memberships().of(decision.person());
    applySilently(room, by, decision);
    boolean present =
        room.occupants().all().stream().anyMatch(it -> isMeant(it, decision.person()));
    if (!present
        && room.settings().flag(RoomOption.MEMBERS_ONLY)
        && decision.group().isEmpty()
        && before == Affiliation.NONE
        && decision.affiliation().atLeast(Affiliation.MEMBER)) {
      invitations.invite(room, by.address(), decision.person(), decision.reason());
    }
  }

  /** Puts a decision into force without asking who makes it, and without an invitation. */
  public void applySilently(Room room, Origin by, Decision decision) {
    Affiliation before = room.memberships().of(decision.person());
    Optional<Member> known = room.memberships().find(decision.person());
    String nick =
        decision.affiliation() == Affiliation.OUTCAST
            ? ""
            : decision.nick().orElse(known.map(Member::nick).orElse(""));
    boolean same =
        known.isPresent()
            && known.get().affiliation().equals(decision.affiliation().xmlName())
            && known.get().nick().equals(nick)
            && known.get().group().equals(decision.group());
    if (same || known.isEmpty() && decision.affiliation() == Affiliation.NONE) {
      return;
    }
    AuditPosition position =
        record
            .membership(room, "affiliation")
            .by(by)
            .about(decision.person())
            .with("affiliation", decision.affiliation().xmlName())
            .with("previous-affiliation", before.xmlName())
            .with("nick", nick)
            .with("reason", decision.reason())
            .with("group", decision.group())
            .and(store.setMember(room.address(), member(decision, nick, new AuditPosition(0))))
            .commit();
    AuditPosition version = room.memberships().version();
    room.memberships().put(member(decision, nick, position));
    Reason reason =
        new Reason(room.occupants().of(by.address()).map(Occupant::nick), decision.reason());
    List<Occupant> present =
        room.occupants().all().stream().filter(it -> isMeant(it, decision.person())).toList();
    tellOfList(room, decision, version, present.isEmpty());
    present.forEach(occupant -> tell(room, by, occupant, before, reason));
  }

  private static Member member(Decision decision, String nick, AuditPosition changed) {
    return new Member(
        decision.person(),
        decision.affiliation().xmlName(),
        nick,
        decision.reason(),
        decision.group(),
        changed);
  }

  private static boolean isMeant(Occupant occupant, Jid person) {
    return occupant.person().equals(person)
        || person.isDomain() && occupant.person().domain().equals(person.domain());
  }

  private void tell(Room room, Origin by, Occupant occupant, Affiliation before, Reason reason) {
    Affiliation after = room.memberships().of(occupant.person());
    boolean membersOnly = room.settings().flag(RoomOption.MEMBERS_ONLY);
    if (after == Affiliation.OUTCAST) {
      remove(room, by, occupant, 301, reason);
    } else if (membersOnly && !after.atLeast(Affiliation.MEMBER)) {
      remove(room, by, occupant, 321, reason);
    } else {
      Role entry = room.settings().entryRole(after);
      boolean wasModerator = occupant.role() == Role.MODERATOR;
      boolean rises = after.atLeast(before);
      occupant.role(rises && occupant.role().atLeast(entry) ? occupant.role() : entry);
      announcements.present(room, occupant, OccupantPresence.here(room, occupant).because(reason));
      if (!wasModerator && occupant.role() == Role.MODERATOR) {
        announcements.showHidden(room, occupant);
      }
    }
  }

  /** Removes somebody from the room, on record. */
  void remove(Room room, Origin by, Occupant occupant, int code, Reason reason) {
    for (Jid device : occupant.devices()) {
      record
          .presence(room, "removed")
          .by(by)
          .about(device, occupant)
          .with("by", reason.actor())
          .with("reason", reason.text())
          .with("status", Integer.toString(code))
          .commit();
    }
    leaving.remove(
        room, occupant, OccupantPresence.gone(room, occupant).because(reason).code(code));
    leaving.endIfDeserted(room);
  }

  /**
   * Those who may know it are told what the list says now: all who follow it, and of somebody who
   * is not here, whom no presence speaks of, the others too (sections 10.3 to 10.7). A directory
   * may bring thousands at once: of these only those hear who asked to.
   */
  private void tellOfList(
      Room room, Decision decision, AuditPosition version, boolean personIsAway) {
    Element item =
        Element.builder("item", Muc.USER)
            .attribute("affiliation", decision.affiliation().xmlName())
            .attribute("role", personIsAway ? Optional.of(Role.NONE.xmlName()) : Optional.empty())
            .attribute("jid", decision.person().toString())
            .addUnlessEmpty("reason", decision.reason())
            .build();
    Message message = AffiliationVersions.changed(room, version, item);
    boolean tellsOthers = personIsAway && decision.group().isEmpty();
    for (Occupant viewer : room.occupants().all()) {
      for (Jid device : viewer.devices()) {
        boolean told =
            viewer.follows(device)
                ? room.showsList(Affiliation.MEMBER, device)
                : tellsOthers && room.showsAddressesTo(viewer);
        if (told) {
          outlet.notice(viewer, device, message);
        }
      }
    }
  }
}
