package org.chancery.server.feature.rooms.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Origin;

/** A visitor asks to speak, a moderator answers: XEP-0045 sections 7.13 and 8.6. */
public final class VoiceRequests {
  /** The kind of form. */
  static final String FORM = "http://jabber.org/protocol/muc#request";

  private final OpenRooms rooms;
  private final RoleChanges roles;
  private final Outlet outlet;
  private final Supplier<String> ids;

  /** With its parts. */
  public VoiceRequests(OpenRooms rooms, RoleChanges roles, Outlet outlet, Supplier<String> ids) {
    this.rooms = rooms;
    this.roles = roles;
    this.outlet = outlet;
    this.ids = ids;
  }

  Admission admit(Room room, Origin origin, DataForm form) {
    Occupant sender =
        room.occupants()
            .of(origin.address())
            .orElseThrow(
                () -> new StanzaException(Condition.NOT_ACCEPTABLE, "You are not in this room."));
    Optional<Boolean> allowed = form.flag("muc#request_allow");
    if (allowed.isPresent()) {
      return answer(room, origin, form, allowed.get());
    }
    if (!room.settings().flag(RoomOption.VOICE_REQUESTS)) {
      throw new StanzaException(Condition.FORBIDDEN, "Nobody is asked to let you speak here.");
    }
    String nick = sender.nick();
    return copies ->
        rooms.alone(
            room.address(),
            current -> {
              ask(current, origin.address(), nick);
              return current;
            });
  }

  private Admission answer(Room room, Origin origin, DataForm form, boolean allowed) {
    if (RoleChanges.roleOf(room, origin.address().bare()) != Role.MODERATOR) {
      throw new StanzaException(Condition.FORBIDDEN, "Only moderators may decide this.");
    }
    String nick = form.value("muc#roomnick").orElse("");
    Optional<Jid> person = form.value("muc#jid").map(OwnerQueries::address);
    return copies -> {
      if (allowed) {
        rooms.alone(
            room.address(),
            current -> {
              roles.giveVoice(current, origin, nick, person);
              return current;
            });
      }
    };
  }

  private void ask(Room room, Jid device, String nick) {
    Element form =
        DataForm.builder(DataForm.Type.FORM, FORM)
            .title("Somebody asks to speak")
            .add(
                new FormField(
                    "muc#role",
                    "list-single",
                    "Role",
                    List.of("participant"),
                    List.of(new FormField.Option("participant", "Participant")),
                    false))
            .add(FormField.address("muc#jid", "Person", device.toString()))
            .add(FormField.text("muc#roomnick", "Nickname", nick))
            .add(FormField.flag("muc#request_allow", "Let this person speak?", false))
            .toElement();
    outlet.ask(room, ids.get(), form, occupant -> occupant.role() == Role.MODERATOR);
  }
}
