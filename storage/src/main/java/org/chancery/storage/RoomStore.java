package org.chancery.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry.Companion;

/**
 * Rooms as they survive a restart: settings, subject, members. Who is in a room now is not kept
 * here. Every change is a companion of the audit row that tells of it, so that neither is there
 * without the other. Thread-safe; blocks.
 */
public interface RoomStore {

  /**
   * A room.
   *
   * @param address its bare address
   * @param creator who created it
   * @param createdAt when
   * @param locked whether its creator has not configured it yet, so that nobody else may enter
   * @param settings named values; what is missing has its default
   * @param whoisSince the row of the record since which the setting {@code whois} is as it is;
   *     position 0 when it always was
   * @param subject what was set last
   * @param vcard its card as XML, with its picture; empty for none
   * @param secret random, makes the ids of its occupants
   */
  record Stored(
      Jid address,
      Jid creator,
      Instant createdAt,
      boolean locked,
      Map<String, String> settings,
      AuditPosition whoisSince,
      Optional<Subject> subject,
      String vcard,
      byte[] secret) {}

  /**
   * A room's subject.
   *
   * @param text what it is; empty when it was cleared
   * @param nick the nickname of who set it
   * @param at when
   */
  record Subject(String text, String nick, Instant at) {}

  /**
   * Somebody's lasting relation to a room.
   *
   * @param person a bare address; a domain stands for everybody there
   * @param affiliation {@code owner}, {@code admin}, {@code member} or {@code outcast}; {@code
   *     none} says that there was one
   * @param nick the nickname that is reserved for the person; empty for none
   * @param reason why, as whoever decided it wrote; empty for none
   * @param group the directory's group that it follows; empty when a person decided it
   * @param changed the row of the record that tells of it
   */
  record Member(
      Jid person,
      String affiliation,
      String nick,
      String reason,
      String group,
      AuditPosition changed) {}

  /**
   * What a list of rooms needs.
   *
   * @param address its bare address
   * @param locked whether its creator has not configured it yet
   * @param settings named values; what is missing has its default
   */
  record Listed(Jid address, boolean locked, Map<String, String> settings) {}

  /** The room, if there is one. */
  Optional<Stored> find(Jid room);

  /** Everybody who has or had an affiliation with the room, in the order of the last change. */
  List<Member> members(Jid room);

  /** All rooms of a service in the order of their addresses. */
  List<Listed> list(String domain);

  /** How many rooms the person created that still exist. */
  int countCreatedBy(Jid person);

  /** The rooms that a person has an affiliation with, and which. */
  Map<Jid, String> affiliationsOf(Jid person);

  /**
   * Makes this node the room's owner, from whoever was it.
   *
   * @return the epoch, greater than any before; rows with an older one are refused from here on
   */
  long takeLease(Jid room, int node);

  /** Lets the row in only while this epoch is the room's current one. */
  Companion fence(Jid room, long epoch);

  /** A new room. */
  Companion create(Stored room);

  /** The room's settings from now on, and whether it is locked. */
  Companion configure(Jid room, Map<String, String> settings, boolean locked);

  /** The room's subject from now on. */
  Companion setSubject(Jid room, Subject subject);

  /** The room's card from now on; empty for none. */
  Companion setVcard(Jid room, String vcard);

  /** Somebody's affiliation from now on; {@link Member#changed} becomes the row's position. */
  Companion setMember(Jid room, Member member);

  /** Ends the room and all affiliations with it; the record keeps everything. */
  Companion destroy(Jid room);
}
