package org.chancery.server.feature.rooms.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Section;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;

/**
 * Settings of the room services.
 *
 * @param domains one service each
 * @param name what people are shown
 * @param anybodyCreates whether not only administrators may create rooms
 * @param administrators who is owner of every room
 * @param roomsPerPerson how many rooms one person may have created
 * @param occupants how many may be in a room
 * @param joined how many rooms one device may be in
 * @param audience up to how many people stand in the row of each message
 * @param history how many messages a room may be set to show on entering
 * @param hats what the directory says of people that is shown beside their nicknames
 * @param groups the rooms of the directory's groups
 * @param defaults of rooms whose owner did not decide otherwise
 */
public record RoomsConfig(
    List<String> domains,
    String name,
    boolean anybodyCreates,
    Set<Jid> administrators,
    int roomsPerPerson,
    int occupants,
    int joined,
    int audience,
    int history,
    List<String> hats,
    List<GroupRoom> groups,
    RoomSettings defaults) {

  /** How many admins and owners may be in a room that is full (XEP-0045 section 7.2.9). */
  public static final int ADMINS_BEYOND = 50;

  /** Reads {@code chancery.rooms}; without a domain of its own the service is at rooms.DOMAIN. */
  public static RoomsConfig from(Section rooms, Set<String> domains, Set<Jid> administrators) {
    List<String> own = rooms.strings("domains");
    List<String> usual = new TreeSet<>(domains).stream().map(it -> "rooms." + it).toList();
    List<String> services = own.isEmpty() ? usual : own;
    return new RoomsConfig(
        services,
        rooms.string("name"),
        rooms.oneOf("creators", "everybody", "administrators").equals("everybody"),
        administrators,
        rooms.integer("rooms-per-person", 0, 1_000_000),
        rooms.integer("occupants", 2, 1_000_000),
        rooms.integer("joined", 1, 100_000),
        rooms.integer("audience-in-row", 0, 100_000),
        rooms.integer("history", 0, 10_000),
        rooms.strings("hats"),
        GroupRoom.from(rooms, services.getFirst()),
        defaults(rooms.section("defaults")));
  }

  private static RoomSettings defaults(Section section) {
    Map<String, String> values = new LinkedHashMap<>();
    for (RoomOption option :
        List.of(
            RoomOption.PERSISTENT,
            RoomOption.PUBLIC,
            RoomOption.MEMBERS_ONLY,
            RoomOption.MODERATED,
            RoomOption.CHANGE_SUBJECT,
            RoomOption.ALLOW_INVITES)) {
      values.put(option.key(), Boolean.toString(section.flag(option.key())));
    }
    values.put(
        RoomOption.WHOIS.key(), section.oneOf(RoomOption.WHOIS.key(), "moderators", "anyone"));
    values.put(
        RoomOption.ABSENT_MEMBERS.key(),
        section.oneOf(RoomOption.ABSENT_MEMBERS.key(), "always", "on-mention", "never"));
    values.put(
        RoomOption.MAX_HISTORY.key(),
        Integer.toString(section.integer(RoomOption.MAX_HISTORY.key(), 0, 10_000)));
    return RoomSettings.usual().with(values);
  }
}
