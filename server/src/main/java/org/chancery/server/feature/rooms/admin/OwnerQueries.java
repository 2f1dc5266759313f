package org.chancery.server.feature.rooms.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.feature.rooms.presence.Leaving;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reason;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore.Member;

/** Configuring and destroying a room, XEP-0045 section 10: the namespace {@code muc#owner}. */
public final class OwnerQueries {
  private final OpenRooms rooms;
  private final RoomLog record;
  private final Outlet outlet;
  private final Leaving leaving;
  private final AffiliationChanges affiliations;
  private final RoleChanges roles;
  private final RoomForm forms;
  private final Supplier<String> ids;

  /**
   * What it works with.
   *
   * @param ids makes ids of messages
   */
  public record Parts(
      OpenRooms rooms,
      RoomLog record,
      Outlet outlet,
      Leaving leaving,
      RoomsConfig config,
      Supplier<String> ids) {}

  /** With its parts. */
  public OwnerQueries(Parts parts, AffiliationChanges affiliations, RoleChanges roles) {
    this.rooms = parts.rooms();
    this.record = parts.record();
    this.outlet = parts.outlet();
    this.leaving = parts.leaving();
    this.ids = parts.ids();
    this.affiliations = affiliations;
    this.roles = roles;
    this.forms = new RoomForm(parts.config());
  }

  static Jid address(String text) {
    try {
      return Jid.of(text.strip()).bare();
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "An address is not valid.");
    }
  }

  /** Answers a request. */
  public Iq answer(Origin origin, Iq iq) {
    return rooms.alone(
        iq.to().orElseThrow(),
        room -> {
          Jid person = origin.address().bare();
          if (room.memberships().of(person) != Affiliation.OWNER) {
            throw new StanzaException(Condition.FORBIDDEN, "Only owners of the room may do this.");
          }
          if (iq.type() == Iq.Type.GET) {
            Element query =
                Element.builder("query", Muc.OWNER).add(forms.of(room).toElement()).build();
            return iq.result(query);
          }
          change(room, origin, iq.payload());
          return iq.result();
        });
  }

  private void change(Room room, Origin origin, Element query) {
    Optional<Element> destroy = query.child("destroy", Muc.OWNER);
    if (destroy.isPresent()) {
      leaving.destroy(room, origin, destroy.get());
      return;
    }
    DataForm form =
        DataForm.in(query)
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "The form is missing."));
    if (form.type() == DataForm.Type.CANCEL) {
      if (room.locked()) {
        leaving.destroy(room, origin, Element.of("destroy", Muc.OWNER));
      }
      return;
    }
    boolean instant = form.fields().isEmpty();
    boolean known = form.formType().equals(RoomForm.FORM);
    if (form.type() != DataForm.Type.SUBMIT || !instant && !known) {
      throw new StanzaException(Condition.BAD_REQUEST, "This is not the room's form.");
    }
    configure(room, origin, form);
  }

  private void configure(Room room, Origin origin, DataForm form) {
    RoomSettings before = room.settings();
    RoomSettings after = forms.read(form, before);
    List<Decision> decisions = decisions(room, form);
    if (!decisions.isEmpty()) {
      AffiliationRules.check(room, origin.address().bare(), decisions);
    }
    boolean unlocks = room.locked();
    if (unlocks || !after.equals(before)) {
      room.settings(after, record.configuration(room, after, unlocks).by(origin).commit());
      room.unlock();
    }
    decisions.forEach(decision -> affiliations.apply(room, origin, decision));
    if (!after.equals(before)) {
      announce(room, before, after);
      enforce(room, origin, before, after);
    }
  }

  /** The fields name all owners and admins there shall be, where the form has them. */
  private static List<Decision> decisions(Room room, DataForm form) {
    List<Decision> decisions = new ArrayList<>();
    lists(room, form, RoomForm.OWNERS, Affiliation.OWNER, decisions);
    lists(room, form, RoomForm.ADMINS, Affiliation.ADMIN, decisions);
    return decisions;
  }

  private static void lists(
      Room room, DataForm form, String field, Affiliation affiliation, List<Decision> decisions) {
    if (form.field(field).isEmpty()) {
      return;
    }
    List<Jid> people = RoomForm.people(form, field);
    for (Member member : room.memberships().with(affiliation)) {
      boolean decided =
          decisions.stream().anyMatch(decision -> decision.person().equals(member.person()));
      if (!people.contains(member.person()) && !decided) {
        decisions.add(Decision.of(member.person(), Affiliation.NONE, ""));
      }
    }
    for (Jid person : people) {
      if (room.memberships().of(person) != affiliation) {
        decisions.removeIf(decision -> decision.person().equals(person));
        decisions.add(Decision.of(person, affiliation, ""));
      }
    }
  }

  /** Section 10.2.1. */
  private void announce(Room room, RoomSettings before, RoomSettings after) {
    Element.Builder x = Element.builder("x", Muc.USER);
    boolean privacy = false;
    if (before.nonAnonymous() != after.nonAnonymous()) {
      x.add(Muc.status(after.nonAnonymous() ? 172 : 173));
      privacy = true;
    }
    if (before.flag(RoomOption.LOGGING) != after.flag(RoomOption.LOGGING)) {
      x.add(Muc.status(after.flag(RoomOption.LOGGING) ? 170 : 171));
      privacy = true;
    }
    if (!privacy || after.changesSince(before).size() > 1) {
      x.add(Muc.status(104));
    }
    outlet.noticeToAll(room, Reflection.own(room, ids.get(), x.build()));
  }

  private void enforce(Room room, Origin origin, RoomSettings before, RoomSettings after) {
    boolean nowMembersOnly =
        after.flag(RoomOption.MEMBERS_ONLY) && !before.flag(RoomOption.MEMBERS_ONLY);
    boolean noLongerModerated =
        before.flag(RoomOption.MODERATED) && !after.flag(RoomOption.MODERATED);
    for (Occupant occupant : List.copyOf(room.occupants().all())) {
      Affiliation affiliation = room.memberships().of(occupant.person());
      if (nowMembersOnly && !affiliation.atLeast(Affiliation.MEMBER)) {
        affiliations.remove(
            room, origin, occupant, 322, Reason.of("Only members may be here now."));
      } else if (noLongerModerated && occupant.role() == Role.VISITOR) {
        roles.apply(room, origin, occupant, Role.PARTICIPANT, "");
      }
    }
  }
}
