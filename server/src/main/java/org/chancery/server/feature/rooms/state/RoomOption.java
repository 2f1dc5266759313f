package org.chancery.server.feature.rooms.state;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an owner can configure: the name in the record, the field of the form (XEP-0045 section
 * 15.5.3; what is not registered there begins with {@code chancery#}), and the default.
 */
public enum RoomOption {
  /** What people call it. */
  NAME("name", "muc#roomconfig_roomname", Kind.TEXT, "", "Name"),
  /** What it is for. */
  DESCRIPTION("description", "muc#roomconfig_roomdesc", Kind.TEXT, "", "Description"),
  /** The language spoken in it. */
  LANGUAGE("language", "muc#roomconfig_lang", Kind.TEXT, "", "Language"),
  /** Whether it stays when nobody is in it. */
  PERSISTENT(
      "persistent", "muc#roomconfig_persistentroom", Kind.FLAG, "true", "Stays when it is empty"),
  /** Whether it is listed. */
  PUBLIC("public", "muc#roomconfig_publicroom", Kind.FLAG, "true", "Listed for everybody"),
  /** Whether only members may enter. */
  MEMBERS_ONLY("members-only", "muc#roomconfig_membersonly", Kind.FLAG, "false", "Members only"),
  /** Whether a password is asked for. */
  PASSWORD_PROTECTED(
      "password-protected",
      "muc#roomconfig_passwordprotectedroom",
      Kind.FLAG,
      "false",
      "A password is needed"),
  /** The password. */
  PASSWORD("password", "muc#roomconfig_roomsecret", Kind.SECRET, "", "The password"),
  /** Who sees real addresses. */
  WHOIS(
      "whois",
      "muc#roomconfig_whois",
      Kind.CHOICE,
      "anyone",
      "Who sees the addresses of people",
      "moderators",
      "anyone"),
  /** Whether speaking must be granted. */
  MODERATED(
      "moderated", "muc#roomconfig_moderatedroom", Kind.FLAG, "false", "Speaking must be granted"),
  /** What members are when they enter. */
  MEMBER_ROLE(
      "member-role",
      "chancery#memberrole",
      Kind.CHOICE,
      "participant",
      "Members who enter may",
      "participant",
      "visitor"),
  /** Whether everybody may set the subject. */
  CHANGE_SUBJECT(
      "change-subject",
      "muc#roomconfig_changesubject",
      Kind.FLAG,
      "false",
      "Everybody who speaks may set the subject"),
  /** Whether members may invite to a members-only room. */
  ALLOW_INVITES(
      "allow-invites", "muc#roomconfig_allowinvites", Kind.FLAG, "false", "Members may invite"),
  /** Who may send private messages. */
  ALLOW_PM(
      "allow-pm",
      "muc#roomconfig_allowpm",
      Kind.CHOICE,
      "anyone",
      "Who may send private messages",
      "anyone",
      "participants",
      "moderators",
      "none"),
  /** Whose presence is shown to all. */
  PRESENCE_BROADCAST(
      "presence-broadcast",
      "muc#roomconfig_presencebroadcast",
      Kind.LIST,
      "moderator,participant,visitor",
      "Whose coming and going is shown",
      "moderator",
      "participant",
      "visitor"),
  /** Who may ask for the member list. */
  MEMBER_LIST(
      "member-list",
      "muc#roomconfig_getmemberlist",
      Kind.LIST,
      "moderator,participant,visitor",
      "Who may see the list of members",
      "moderator",
      "participant",
      "visitor"),
  /** How many may be in it; 0 for as many as the service allows. */
  MAX_USERS("max-users", "muc#roomconfig_maxusers", Kind.NUMBER, "0", "Most people in the room"),
  /** Whether people are warned that it is published. */
  LOGGING(
      "logging",
      "muc#roomconfig_enablelogging",
      Kind.FLAG,
      "false",
      "People are told that what is said gets published"),
  /** How many messages somebody who enters is shown. */
  MAX_HISTORY(
      "max-history", "muc#maxhistoryfetch", Kind.NUMBER, "20", "Messages shown on entering"),
  /** What members who have not joined are told, unless their bookmarks say otherwise. */
  ABSENT_MEMBERS(
      "absent-members",
      "chancery#absentmembers",
      Kind.CHOICE,
      "on-mention",
      "Members who are not here are told what is said",
      "always",
      "on-mention",
      "never"),
  /** Seconds between two messages of one person (XEP-0500). */
  SLOW_MODE(
      "slow-mode",
      "muc#roomconfig_slow_mode_duration",
      Kind.NUMBER,
      "0",
      "Seconds between two messages of one person"),
  /** How one becomes a member. */
  REGISTRATION(
      "registration",
      "chancery#registration",
      Kind.CHOICE,
      "approval",
      "People may make themselves members",
      "closed",
      "approval",
      "open"),
  /** Whether a reserved nickname must be used. */
  NICK_LOCK(
      "nick-lock",
      "chancery#nicklock",
      Kind.FLAG,
      "false",
      "Whoever has a reserved nickname must use it"),
  /** Whether visitors may ask to speak. */
  VOICE_REQUESTS(
      "voice-requests",
      "muc#roomconfig_allowvoicerequests",
      Kind.FLAG,
      "true",
      "Visitors may ask to speak");

  /** What kind of value. */
  public enum Kind {
    /** Any line of text. */
    TEXT,
    /** Text that is not shown. */
    SECRET,
    /** True or false. */
    FLAG,
    /** Not negative. */
    NUMBER,
    /** One of the choices. */
    CHOICE,
    /** Some of the choices, separated by commas. */
    LIST
  }

  private final String key;
  private final String field;
  private final Kind kind;
  private final String usual;
  private final String label;
  private final List<String> choices;

  RoomOption(String key, String field, Kind kind, String usual, String label, String... choices) {
    this.key = key;
    this.field = field;
    this.kind = kind;
    this.usual = usual;
    this.label = label;
    this.choices = List.of(choices);
  }

  /** The option with that name in the record and the configuration. */
  public static Optional<RoomOption> named(String key) {
    return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
  }

  /** The name in the record and the configuration. */
  public String key() {
    return key;
  }

  /** The field of the form. */
  public String field() {
    return field;
  }

  /** What kind of value it has. */
  public Kind kind() {
    return kind;
  }

  /** The default. */
  public String usual() {
    return usual;
  }

  /** What people are shown. */
  public String label() {
    return label;
  }

  /** What may be chosen. */
  public List<String> choices() {
    return choices;
  }
}
