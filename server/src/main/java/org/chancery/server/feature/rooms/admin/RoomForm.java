package org.chancery.server.feature.rooms.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;

/** The form by which owners configure a room, XEP-0045 section 10.1.3. */
public final class RoomForm {
  static final String FORM = "http://jabber.org/protocol/muc#roomconfig";
  static final String OWNERS = "muc#roomconfig_roomowners";
  static final String ADMINS = "muc#roomconfig_roomadmins";
  private static final int LONGEST_TEXT = 4_000;
  private static final List<String> SIZES = List.of("10", "50", "200", "1000", "5000");

  private final RoomsConfig config;

  RoomForm(RoomsConfig config) {
    this.config = config;
  }

  /** The form as it is filled in now. */
  DataForm of(Room room) {
    DataForm.Builder form =
        DataForm.builder(DataForm.Type.FORM, FORM).title("The room " + room.address().local());
    for (RoomOption option : RoomOption.values()) {
      form.add(field(option, room.settings()));
    }
    return form.add(people(OWNERS, "Owners", room, Affiliation.OWNER))
        .add(people(ADMINS, "Admins", room, Affiliation.ADMIN))
        .build();
  }

  private static FormField people(String name, String label, Room room, Affiliation affiliation) {
    return FormField.addresses(
        name,
        label,
        room.memberships().with(affiliation).stream()
            .map(member -> member.person().toString())
            .toList());
  }

  /** An option as it is set, for people. */
  public static FormField field(RoomOption option, RoomSettings settings) {
    String value = settings.text(option);
    String label = option.label();
    return switch (option.kind()) {
      case TEXT -> FormField.text(option.field(), label, value);
      case SECRET ->
          FormField.of(
              "text-private", option.field(), label, value.isEmpty() ? List.of() : List.of(value));
      case FLAG -> FormField.flag(option.field(), label, settings.flag(option));
      case NUMBER ->
          option == RoomOption.MAX_USERS
              ? size(value)
              : FormField.text(option.field(), label, value);
      case CHOICE ->
          FormField.choice(option.field(), label, value, option.choices().toArray(String[]::new));
      case LIST ->
          FormField.of("list-multi", option.field(), label, settings.list(option))
              .withOptions(
                  option.choices().stream().map(it -> new FormField.Option(it, "")).toList());
    };
  }

  /** The registry says list-single, and clients send any number all the same. */
  private static FormField size(String value) {
    List<String> choices = new ArrayList<>(SIZES);
    String shown = value.equals("0") ? "none" : value;
    choices.add("none");
    if (!choices.contains(shown)) {
      choices.add(shown);
    }
    return FormField.choice(
        RoomOption.MAX_USERS.field(),
        RoomOption.MAX_USERS.label(),
        shown,
        choices.toArray(String[]::new));
  }

  /**
   * The settings after the form is put into force; what it does not hold stays.
   *
   * @throws StanzaException {@code not-acceptable} for a value that makes no sense
   */
  RoomSettings read(DataForm form, RoomSettings before) {
    RoomSettings after = before;
    for (RoomOption option : RoomOption.values()) {
      if (form.field(option.field()).isPresent()) {
        after = after.with(Map.of(option.key(), value(option, form.values(option.field()))));
      }
    }
    boolean guarded = after.flag(RoomOption.PASSWORD_PROTECTED);
    if (guarded && after.text(RoomOption.PASSWORD).isEmpty()) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "A password is missing.");
    }
    return after;
  }

  private String value(RoomOption option, List<String> values) {
    String first = values.isEmpty() ? "" : values.getFirst();
    return switch (option.kind()) {
      case TEXT, SECRET -> text(option, String.join("\n", values));
      case FLAG -> Boolean.toString(FormField.truth(option.field(), first));
      case NUMBER -> number(option, first);
      case CHOICE -> choice(option, first);
      case LIST ->
          String.join(",", values.stream().distinct().map(it -> choice(option, it)).toList());
    };
  }

  private static String text(RoomOption option, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw refused(option);
    }
    return text;
  }

  private String number(RoomOption option, String text) {
    if (text.isBlank() || text.equals("none")) {
      return "0";
    }
    try {
      int number = Integer.parseInt(text.strip());
      int most = option == RoomOption.MAX_HISTORY ? config.history() : 1_000_000;
      if (number < 0) {
        throw refused(option);
      }
      return Integer.toString(Math.min(number, most));
    } catch (NumberFormatException e) {
      throw refused(option);
    }
  }

  private static String choice(RoomOption option, String value) {
    if (!option.choices().contains(value)) {
      throw refused(option);
    }
    return value;
  }

  private static StanzaException refused(RoomOption option) {
    return new StanzaException(
        Condition.NOT_ACCEPTABLE, "The field " + option.field() + " has no valid value.");
  }

  /** The people that a field names, if the form has it. */
  static List<Jid> people(DataForm form, String field) {
    return form.values(field).stream()
        .filter(text -> !text.isBlank())
        .map(OwnerQueries::address)
        .distinct()
        .toList();
  }
}
