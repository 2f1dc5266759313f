package org.chancery.server.feature.rooms.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore.Member;

/** Lists of people by role or affiliation, and their changes: the namespace {@code muc#admin}. */
public final class AdminQueries {
  private final OpenRooms rooms;
  private final AffiliationChanges affiliations;
  private final RoleChanges roles;

  /** With its parts. */
  public AdminQueries(OpenRooms rooms, AffiliationChanges affiliations, RoleChanges roles) {
    this.rooms = rooms;
    this.affiliations = affiliations;
    this.roles = roles;
  }

  /** Answers a request. */
  public Iq answer(Origin origin, Iq iq) {
    List<Element> items = iq.payload().children("item", Muc.ADMIN);
    if (items.isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "An item is missing.");
    }
    return rooms.alone(
        iq.to().orElseThrow(),
        room ->
            iq.type() == Iq.Type.GET
                ? iq.result(list(room, origin.address(), items.getFirst()))
                : change(room, origin, iq, items));
  }

  // ---- lists ----

  private static Element list(Room room, Jid asker, Element item) {
    Optional<Affiliation> affiliation = item.attribute("affiliation").map(Affiliation::of);
    Optional<Role> role = item.attribute("role").map(Role::of);
    if (affiliation.isPresent() == role.isPresent()) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "Either an affiliation or a role can be asked for.");
    }
    Element.Builder query = Element.builder("query", Muc.ADMIN);
    if (affiliation.isPresent()) {
      if (!room.showsList(affiliation.get(), asker)) {
        throw new StanzaException(Condition.FORBIDDEN, "You may not see this list.");
      }
      room.memberships().with(affiliation.get()).forEach(member -> query.add(item(room, member)));
    } else {
      if (RoleChanges.roleOf(room, asker.bare()) != Role.MODERATOR) {
        throw new StanzaException(Condition.FORBIDDEN, "Only moderators may see this list.");
      }
      room.occupants().all().stream()
          .filter(occupant -> occupant.role() == role.get())
          .forEach(occupant -> query.add(item(room, occupant)));
    }
    return query.build();
  }

  private static Element item(Room room, Member member) {
    Optional<String> nick =
        room.occupants().ofPerson(member.person()).stream()
            .map(Occupant::nick)
            .findFirst()
            .or(() -> Optional.of(member.nick()).filter(reserved -> !reserved.isEmpty()));
    return Element.builder("item", Muc.ADMIN)
        .attribute("affiliation", member.affiliation())
        .attribute("jid", member.person().toString())
        .attribute("nick", nick)
        .addUnlessEmpty("reason", member.reason())
        .build();
  }

  private static Element item(Room room, Occupant occupant) {
    return Element.builder("item", Muc.ADMIN)
        .attribute("affiliation", room.memberships().of(occupant.person()).xmlName())
        .attribute("role", occupant.role().xmlName())
        .attribute("nick", occupant.nick())
        .attribute("jid", occupant.shownDevice().toString())
        .build();
  }

  // ---- changes ----

  private record RoleDecision(Occupant occupant, Role role, String reason) {}

  private Iq change(Room room, Origin origin, Iq iq, List<Element> items) {
    List<Decision> decisions = new ArrayList<>();
    List<RoleDecision> roleDecisions = new ArrayList<>();
    for (Element item : items) {
      String reason = item.childText("reason").orElse("");
      boolean byAffiliation = item.attribute("affiliation").isPresent();
      if (byAffiliation == item.attribute("role").isPresent()) {
        throw new StanzaException(
            Condition.BAD_REQUEST, "An item changes either an affiliation or a role.");
      }
      if (byAffiliation) {
        decisions.add(decision(room, item, reason));
      } else {
        String nick =
            item.attribute("nick")
                .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Whose role?"));
        Role role = item.attribute("role").map(Role::of).orElseThrow();
        roleDecisions.add(new RoleDecision(room.occupants().require(nick), role, reason));
      }
    }
    // Section 9.2: all of it or nothing.
    roleDecisions.forEach(
        each -> roles.check(room, origin.address().bare(), each.occupant(), each.role()));
    if (!decisions.isEmpty()) {
      affiliations.decide(room, origin, decisions);
    }
    roleDecisions.forEach(
        each -> roles.apply(room, origin, each.occupant(), each.role(), each.reason()));
    return iq.result();
  }

  private static Decision decision(Room room, Element item, String reason) {
    Jid person =
        item.attribute("jid")
            .map(OwnerQueries::address)
            .or(() -> item.attribute("nick").map(nick -> room.occupants().require(nick).person()))
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Whose affiliation?"));
    Affiliation affiliation = item.attribute("affiliation").map(Affiliation::of).orElseThrow();
    Optional<String> nick =
        item.attribute("nick")
            .filter(it -> item.attribute("jid").isPresent())
            .map(it -> it.isEmpty() ? it : room.nick(it));
    nick.flatMap(wanted -> room.memberships().reservedFor(wanted))
        .filter(owner -> !owner.equals(person))
        .ifPresent(
            owner -> {
              throw new StanzaException(
                  Condition.CONFLICT, "The nickname is reserved for somebody else.");
            });
    return new Decision(person, affiliation, nick, reason, "");
  }
}
