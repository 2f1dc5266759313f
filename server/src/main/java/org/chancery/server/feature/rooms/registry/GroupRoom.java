package org.chancery.server.feature.rooms.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.server.config.Section;
import org.chancery.server.feature.rooms.state.RoomOption;

/**
 * A room that belongs to a group of the directory.
 *
 * @param group the group's name, as it shows in contact lists
 * @param admins the group whose members are admins of the room; empty for none
 * @param room the room's address
 * @param name what people call the room
 * @param announcements whether only admins speak, and those they let
 * @param autojoin whether clients enter by themselves
 */
public record GroupRoom(
    String group,
    Optional<String> admins,
    Jid room,
    String name,
    boolean announcements,
    boolean autojoin) {

  /**
   * Reads the list {@code chancery.rooms.groups}.
   *
   * @param service the domain of the rooms
   */
  public static List<GroupRoom> from(Section rooms, String service) {
    List<GroupRoom> all = new ArrayList<>();
    for (Section section : rooms.sections("groups")) {
      String group = section.string("group");
      if (group.isBlank()) {
        section.problem("group", "must name a group of the directory");
        continue;
      }
      String room = section.optionalString("room").orElse(slug(group));
      try {
        all.add(
            new GroupRoom(
                group,
                section.optionalString("admins"),
                Jid.of(room, service, ""),
                section.optionalString("name").orElse(group),
                section.flag("announcements"),
                section.flag("autojoin")));
      } catch (JidException e) {
        section.problem("room", "\"" + room + "\" can't be the first part of an address");
      }
    }
    return List.copyOf(all);
  }

  /** The address that a group's room has when none is configured. */
  private static String slug(String group) {
    return group.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}.]+", "-");
  }

  /** The settings that such a room always has. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(RoomOption.NAME.key(), name);
    settings.put(RoomOption.PERSISTENT.key(), "true");
    settings.put(RoomOption.PUBLIC.key(), "false");
    settings.put(RoomOption.MEMBERS_ONLY.key(), "true");
    settings.put(RoomOption.REGISTRATION.key(), "closed");
    settings.put(RoomOption.MODERATED.key(), Boolean.toString(announcements));
    settings.put(RoomOption.MEMBER_ROLE.key(), announcements ? "visitor" : "participant");
    if (announcements) { // thousands who only listen need not see each other come and go
      settings.put(RoomOption.PRESENCE_BROADCAST.key(), "moderator,participant");
      settings.put(RoomOption.ABSENT_MEMBERS.key(), "always");
    }
    return settings;
  }
}
