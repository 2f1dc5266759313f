package org.chancery.server.feature.rooms.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Origin;

/** People make themselves members, or ask for it: XEP-0045 sections 7.10 and 9.9, XEP-0077. */
public final class Registration {
  /** The namespace. */
  public static final String NAMESPACE = "jabber:iq:register";

  /** The kind of form. */
  static final String FORM = "http://jabber.org/protocol/muc#register";

  private static final String NICK = "muc#register_roomnick";
  private static final String PERSON = "muc#jid";
  private static final String ALLOW = "muc#register_allow";

  private final OpenRooms rooms;
  private final AffiliationChanges affiliations;
  private final Outlet outlet;
  private final Supplier<String> ids;

  /** With its parts. */
  public Registration(
      OpenRooms rooms, AffiliationChanges affiliations, Outlet outlet, Supplier<String> ids) {
    this.rooms = rooms;
    this.affiliations = affiliations;
    this.outlet = outlet;
    this.ids = ids;
  }

  /** Answers a request of somebody who wants to be a member, or no longer. */
  public Iq answer(Origin origin, Iq iq) {
    return rooms.alone(
        iq.to().orElseThrow(),
        room ->
            iq.type() == Iq.Type.GET
                ? iq.result(offer(room, origin.address().bare()))
                : submit(room, origin, iq));
  }

  private static Element offer(Room room, Jid person) {
    Affiliation affiliation = room.memberships().of(person);
    Element.Builder query = Element.builder("query", NAMESPACE);
    if (affiliation.atLeast(Affiliation.MEMBER)) {
      query.add("registered");
      room.memberships().reservedNick(person).ifPresent(nick -> query.add("username", nick));
      return query.build();
    }
    requireOffered(room, person, affiliation);
    return query
        .add("instructions", "Choose the nickname that shall be yours in this room.")
        .add(
            DataForm.builder(DataForm.Type.FORM, FORM)
                .title("Become a member")
                .add(FormField.text(NICK, "Nickname", "").mandatory())
                .toElement())
        .build();
  }

  /** Where a password is asked for, nobody becomes a member without having given it. */
  private static void requireOffered(Room room, Jid person, Affiliation affiliation) {
    String registration = room.settings().text(RoomOption.REGISTRATION);
    boolean unasked =
        registration.equals("open")
            && room.settings().flag(RoomOption.PASSWORD_PROTECTED)
            && room.occupants().ofPerson(person).isEmpty();
    if (registration.equals("closed") || unasked || affiliation == Affiliation.OUTCAST) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Members are chosen by the admins of this room.");
    }
  }

  private Iq submit(Room room, Origin origin, Iq iq) {
    Jid person = origin.address().bare();
    Affiliation affiliation = room.memberships().of(person);
    if (iq.payload().child("remove", NAMESPACE).isPresent()) {
      if (affiliation == Affiliation.MEMBER) {
        affiliations.apply(
            room,
            origin,
            new Decision(person, Affiliation.NONE, Optional.of(""), "ended by the person", ""));
      }
      return iq.result();
    }
    DataForm form =
        DataForm.in(iq.payload())
            .filter(it -> it.formType().equals(FORM))
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "The form is missing."));
    if (form.type() == DataForm.Type.CANCEL) {
      return iq.result();
    }
    String nick =
        room.nick(
            form.value(NICK)
                .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Which nickname?")));
    room.requireFree(nick, person);
    if (affiliation.atLeast(Affiliation.MEMBER)) {
      register(room, origin, person, affiliation, nick);
      return iq.result();
    }
    requireOffered(room, person, affiliation);
    if (room.settings().text(RoomOption.REGISTRATION).equals("open")) {
      register(room, origin, person, Affiliation.MEMBER, nick);
    } else {
      ask(room, person, nick);
    }
    return iq.result();
  }

  private void register(Room room, Origin by, Jid person, Affiliation affiliation, String nick) {
    affiliations.apply(
        room, by, new Decision(person, affiliation, Optional.of(nick), "registered", ""));
  }

  private void ask(Room room, Jid person, String nick) {
    Element form =
        DataForm.builder(DataForm.Type.FORM, FORM)
            .title("Somebody wants to become a member")
            .add(FormField.address(PERSON, "Person", person.toString()))
            .add(FormField.text(NICK, "Nickname", nick))
            .add(FormField.flag(ALLOW, "Make this person a member?", false))
            .toElement();
    outlet.ask(
        room,
        ids.get(),
        form,
        occupant -> room.memberships().of(occupant.person()).atLeast(Affiliation.ADMIN));
  }

  /** Takes an admin's answer in. */
  Admission admit(Room room, Origin origin, DataForm form) {
    if (!room.memberships().of(origin.address().bare()).atLeast(Affiliation.ADMIN)) {
      throw new StanzaException(Condition.FORBIDDEN, "Only admins may decide this.");
    }
    boolean allowed = form.flag(ALLOW).orElse(false);
    Jid person =
        form.value(PERSON)
            .map(OwnerQueries::address)
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Whom?"));
    String nick = room.nick(form.value(NICK).orElse(""));
    return copies -> {
      if (allowed) {
        rooms.alone(
            room.address(),
            current -> {
              current.requireFree(nick, person);
              affiliations.decide(
                  current,
                  origin,
                  List.of(
                      new Decision(
                          person, Affiliation.MEMBER, Optional.of(nick), "registered", "")));
              return current;
            });
      }
    };
  }
}
