package org.chancery.server.feature.rooms.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore.Member;

/**
 * The lasting relations of people to a room. Changed by the holder of the room's lane only; may be
 * asked by anybody.
 */
public final class Memberships {
  private final Map<Jid, Member> byPerson = new ConcurrentHashMap<>();
  private final Set<Jid> administrators;
  private volatile AuditPosition version = new AuditPosition(0);

  Memberships(List<Member> members, Set<Jid> administrators) {
    this.administrators = administrators;
    members.forEach(this::put);
  }

  /** Replaces what was known of the person. */
  public void put(Member member) {
    byPerson.put(member.person(), member);
    if (member.changed().compareTo(version) > 0) {
      version = member.changed();
    }
  }

  /** The position of the last change, by which clients tell what they know (XEP-0463). */
  public AuditPosition version() {
    return version;
  }

  /**
   * A person's affiliation: administrators of the service own every room, and a ban of the whole
   * domain counts (XEP-0045 section 9.2).
   */
  public Affiliation of(Jid person) {
    if (administrators.contains(person.bare())) {
      return Affiliation.OWNER;
    }
    return find(person)
        .map(member -> Affiliation.of(member.affiliation()))
        .filter(affiliation -> affiliation != Affiliation.NONE)
        .or(
            () ->
                find(person.domainOnly())
                    .map(member -> Affiliation.of(member.affiliation()))
                    .filter(affiliation -> affiliation == Affiliation.OUTCAST))
        .orElse(Affiliation.NONE);
  }

  /** What is known of a person or domain, "none" included. */
  public Optional<Member> find(Jid person) {
    return Optional.ofNullable(byPerson.get(person.bare()));
  }

  /** Everybody with this affiliation, in the order of their addresses. */
  public List<Member> with(Affiliation affiliation) {
    return byPerson.values().stream()
        .filter(member -> member.affiliation().equals(affiliation.xmlName()))
        .sorted((one, other) -> one.person().compareTo(other.person()))
        .toList();
  }

  /** Everybody, "none" included, in the order of the last change. */
  public List<Member> all() {
    return byPerson.values().stream()
        .sorted((one, other) -> one.changed().compareTo(other.changed()))
        .toList();
  }

  /** Who has reserved this nickname or one that looks like it. */
  public Optional<Jid> reservedFor(String nick) {
    String folded = Occupants.folded(nick);
    return byPerson.values().stream()
        .filter(member -> !member.nick().isEmpty())
        .filter(member -> Occupants.folded(member.nick()).equals(folded))
        .map(Member::person)
        .findFirst();
  }

  /** The nickname that is reserved for a person. */
  public Optional<String> reservedNick(Jid person) {
    return find(person).map(Member::nick).filter(nick -> !nick.isEmpty());
  }
}
