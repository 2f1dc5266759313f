package org.chancery.server.feature.rooms.state;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Jid;

/** The settings of a room, all with a value. Immutable. */
public final class RoomSettings {
  private final Map<RoomOption, String> values;

  private RoomSettings(Map<RoomOption, String> values) {
    this.values = values;
  }

  /** Every option as it is by default. */
  public static RoomSettings usual() {
    Map<RoomOption, String> values = new EnumMap<>(RoomOption.class);
    for (RoomOption option : RoomOption.values()) {
      values.put(option, option.usual());
    }
    return new RoomSettings(values);
  }

  /** A copy with named values; names that no option has are left out. */
  public RoomSettings with(Map<String, String> named) {
    Map<RoomOption, String> changed = new EnumMap<>(values);
    named.forEach(
        (key, value) -> RoomOption.named(key).ifPresent(option -> changed.put(option, value)));
    return new RoomSettings(changed);
  }

  /** Every value by its name. */
  public Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    values.forEach((option, value) -> named.put(option.key(), value));
    return named;
  }

  /** What differs from earlier settings, by name; secrets are not told. */
  public Map<String, String> changesSince(RoomSettings earlier) {
    Map<String, String> changes = new LinkedHashMap<>();
    values.forEach(
        (option, value) -> {
          if (!value.equals(earlier.values.get(option))) {
            changes.put(option.key(), shown(option, value));
          }
        });
    return changes;
  }

  /** Every value by its name, for the record; secrets are not told. */
  public Map<String, String> recorded() {
    Map<String, String> named = new LinkedHashMap<>();
    values.forEach((option, value) -> named.put(option.key(), shown(option, value)));
    return named;
  }

  private static String shown(RoomOption option, String value) {
    return option.kind() == RoomOption.Kind.SECRET && !value.isEmpty() ? "(secret)" : value;
  }

  /** A text, choice or secret. */
  public String text(RoomOption option) {
    return values.get(option);
  }

  /** Whether it is set. */
  public boolean flag(RoomOption option) {
    return values.get(option).equals("true");
  }

  /** A number. */
  public int number(RoomOption option) {
    return Integer.parseInt(values.get(option));
  }

  /** A list. */
  public List<String> list(RoomOption option) {
    String value = values.get(option);
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(","));
  }

  /** What people call the room. */
  public String name(Jid room) {
    String name = text(RoomOption.NAME);
    return name.isEmpty() ? room.local() : name;
  }

  /** Whether everybody sees real addresses. */
  public boolean nonAnonymous() {
    return text(RoomOption.WHOIS).equals("anyone");
  }

  /** Whether the presence of people with this role is shown to everybody. */
  public boolean broadcasts(Role role) {
    return list(RoomOption.PRESENCE_BROADCAST).contains(role.xmlName());
  }

  /** The role that somebody enters with, XEP-0045 section 5.1.2. */
  public Role entryRole(Affiliation affiliation) {
    return switch (affiliation) {
      case OWNER, ADMIN -> Role.MODERATOR;
      case MEMBER ->
          flag(RoomOption.MODERATED) ? Role.of(text(RoomOption.MEMBER_ROLE)) : Role.PARTICIPANT;
      case NONE -> flag(RoomOption.MODERATED) ? Role.VISITOR : Role.PARTICIPANT;
      case OUTCAST -> Role.NONE;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoomSettings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
