package org.chancery.server.feature.rooms.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.rooms.admin.Registration;
import org.chancery.server.feature.rooms.admin.RoomForm;
import org.chancery.server.feature.rooms.history.EarlierModeration;
import org.chancery.server.feature.rooms.history.Moderation;
import org.chancery.server.feature.rooms.history.RoomArchive;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.AffiliationVersions;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore.Subject;

/** What a room tells about itself, XEP-0045 sections 6.4, 6.5 and 7.12. */
public final class RoomDisco {
  private static final String RESERVED_NICK = "x-roomuser-item";
  private static final String ROOM_INFO = "http://jabber.org/protocol/muc#roominfo";

  /** A field of our own, in the notation of XEP-0068 for those that are not registered. */
  private static final FormField ON_RECORD =
      FormField.flag("{urn:chancery:notice:0}on-record", "What is said here is on record", true);

  private static final List<String> FEATURES =
      List.of(
          Discovery.INFO,
          Discovery.ITEMS,
          Muc.MUC,
          Muc.MUC + "#stable_id",
          Muc.MUC + "#self-ping-optimization",
          Muc.MUC + "#request",
          Muc.OCCUPANT_ID,
          AffiliationVersions.NAMESPACE,
          Muc.HATS,
          Moderation.MODERATE,
          EarlierModeration.MODERATE,
          Moderation.RETRACT,
          Moderation.RETRACT + "#tombstone",
          Registration.NAMESPACE,
          RoomArchive.NAMESPACE,
          RoomArchive.NAMESPACE + "#extended",
          RoomCards.NAMESPACE,
          "urn:xmpp:ping",
          "urn:xmpp:sid:0");

  private final OpenRooms rooms;

  /** With the rooms. */
  public RoomDisco(OpenRooms rooms) {
    this.rooms = rooms;
  }

  /** Answers what the room is. */
  public Iq info(Origin origin, Iq iq) {
    Room room = rooms.get(iq.to().orElseThrow());
    Optional<String> node = iq.payload().attribute("node").filter(it -> !it.isEmpty());
    Element.Builder query = Element.builder("query", Discovery.INFO).attribute("node", node);
    if (node.isEmpty()) {
      describe(room, origin.address(), query);
    } else if (node.get().equals(RESERVED_NICK)) {
      room.memberships()
          .reservedNick(origin.address().bare())
          .ifPresent(nick -> query.add(Discovery.identity("conference", "text", nick)));
    } else {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    return iq.result(query.build());
  }

  private static void describe(Room room, Jid asker, Element.Builder query) {
    boolean described = isDescribedTo(room, asker);
    String name = described ? room.settings().name(room.address()) : room.address().local();
    query.add(Discovery.identity("conference", "text", name));
    FEATURES.forEach(feature -> query.add(Discovery.feature(feature)));
    properties(room.settings()).forEach(feature -> query.add(Discovery.feature(feature)));
    query.add(form(room, described, room.isOpenTo(asker)));
  }

  /** A room that is not listed and can't be entered tells strangers nothing of what it is for. */
  static boolean isDescribedTo(Room room, Jid asker) {
    return room.settings().flag(RoomOption.PUBLIC)
        || !room.settings().flag(RoomOption.MEMBERS_ONLY)
        || room.isOpenTo(asker);
  }

  /** Section 15.3. */
  private static List<String> properties(RoomSettings settings) {
    List<String> properties = new ArrayList<>();
    properties.add(settings.flag(RoomOption.PUBLIC) ? "muc_public" : "muc_hidden");
    properties.add(settings.flag(RoomOption.MEMBERS_ONLY) ? "muc_membersonly" : "muc_open");
    properties.add(settings.flag(RoomOption.MODERATED) ? "muc_moderated" : "muc_unmoderated");
    properties.add(settings.nonAnonymous() ? "muc_nonanonymous" : "muc_semianonymous");
    properties.add(
        settings.flag(RoomOption.PASSWORD_PROTECTED) ? "muc_passwordprotected" : "muc_unsecured");
    properties.add(settings.flag(RoomOption.PERSISTENT) ? "muc_persistent" : "muc_temporary");
    return properties;
  }

  private static Element form(Room room, boolean described, boolean mayKnow) {
    RoomSettings settings = room.settings();
    DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, ROOM_INFO);
    if (described) {
      description(form, room);
    }
    form.add(
            FormField.flag(
                "muc#roominfo_subjectmod",
                "Everybody may set the subject",
                settings.flag(RoomOption.CHANGE_SUBJECT)))
        .add(RoomForm.field(RoomOption.CHANGE_SUBJECT, settings))
        .add(RoomForm.field(RoomOption.ALLOW_INVITES, settings))
        .add(RoomForm.field(RoomOption.MAX_HISTORY, settings))
        .add(ON_RECORD);
    addWhereApplicable(form, room, mayKnow);
    return form.toElement();
  }

  private static void description(DataForm.Builder form, Room room) {
    RoomSettings settings = room.settings();
    form.add(FormField.text("muc#roomconfig_roomname", "Name", settings.text(RoomOption.NAME)))
        .add(
            FormField.text(
                "muc#roominfo_description", "Description", settings.text(RoomOption.DESCRIPTION)))
        .add(FormField.text("muc#roominfo_lang", "Language", settings.text(RoomOption.LANGUAGE)));
    List<String> pictures = RoomCards.hashes(room);
    if (!pictures.isEmpty()) {
      form.add(FormField.lines("muc#roominfo_avatarhash", "Hash of the picture", pictures));
    }
  }

  private static void addWhereApplicable(DataForm.Builder form, Room room, boolean mayKnow) {
    RoomSettings settings = room.settings();
    if (settings.number(RoomOption.SLOW_MODE) > 0) {
      form.add(
          FormField.text(
              "muc#roominfo_slow_mode_duration",
              RoomOption.SLOW_MODE.label(),
              settings.text(RoomOption.SLOW_MODE)));
    }
    if (mayKnow) {
      String people = Integer.toString(room.occupants().count());
      form.add(FormField.text("muc#roominfo_occupants", "People here now", people));
      form.add(
          FormField.text(
              "muc#roominfo_subject", "Subject", room.subject().map(Subject::text).orElse("")));
    }
  }

  /** Answers who is in the room, to those who are or could be there; section 6.5 lets us choose. */
  public Iq items(Origin origin, Iq iq) {
    return rooms.alone(
        iq.to().orElseThrow(),
        room -> {
          Element.Builder query = Element.builder("query", Discovery.ITEMS);
          if (room.isOpenTo(origin.address())) {
            room.occupants().all().stream()
                .filter(Occupant::announced)
                .map(occupant -> Discovery.item(room.address(occupant.nick()), occupant.nick()))
                .forEach(query::add);
          }
          return iq.result(query.build());
        });
  }
}
