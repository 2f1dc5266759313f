package org.chancery.server.feature.rooms.state;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore.Member;
import org.chancery.storage.RoomStore.Stored;
import org.chancery.storage.RoomStore.Subject;

/**
 * A room of this node. Whoever changes it, or says something in it, holds a turn of its {@link
 * Lane}; what is told about a room from outside may be read without.
 */
public final class Room {
  private final Jid address;
  private final long epoch;
  private final OccupantIds ids;
  private final Lane lane = new Lane();
  private final Occupants occupants = new Occupants();
  private final Memberships memberships;
  private final Pauses pauses = new Pauses();
  private volatile RoomSettings settings;
  private volatile AuditPosition whoisSince;
  private volatile boolean locked;
  private volatile boolean gone;
  private volatile Optional<Subject> subject;
  private volatile String vcard;

  /**
   * As it was kept.
   *
   * @param settings those that were kept, over the defaults
   * @param administrators who is owner of every room
   * @param epoch of the lease by which this node runs it
   */
  public Room(
      Stored stored,
      RoomSettings settings,
      List<Member> members,
      Set<Jid> administrators,
      long epoch) {
    this.address = stored.address();
    this.epoch = epoch;
    this.ids = new OccupantIds(stored.secret());
    this.settings = settings;
    this.whoisSince = stored.whoisSince();
    this.locked = stored.locked();
    this.subject = stored.subject();
    this.vcard = stored.vcard();
    this.memberships = new Memberships(members, administrators);
  }

  /** The bare address. */
  public Jid address() {
    return address;
  }

  /** The address of an occupant. */
  public Jid address(String nick) {
    return address.withResource(nick);
  }

  /**
   * A nickname as it stands in an address.
   *
   * @throws StanzaException {@code not-acceptable} when it can't, or nobody could see it
   */
  public String nick(String wanted) {
    try {
      String nick = address(wanted).resource();
      if (!Occupants.folded(nick).isEmpty()) {
        return nick;
      }
    } catch (JidException e) {
      // said below
    }
    throw new StanzaException(Condition.NOT_ACCEPTABLE, "This can't be a nickname.");
  }

  /**
   * Refuses a nickname that somebody else has or has reserved.
   *
   * @throws StanzaException {@code conflict}
   */
  public void requireFree(String nick, Jid person) {
    boolean taken = occupants.like(nick).filter(it -> !it.person().equals(person)).isPresent();
    boolean reserved = memberships.reservedFor(nick).filter(it -> !it.equals(person)).isPresent();
    if (taken || reserved) {
      throw new StanzaException(Condition.CONFLICT, "Somebody else has this nickname.");
    }
  }

  /** The epoch of the lease by which this node runs it. */
  public long epoch() {
    return epoch;
  }

  /** The order in which things happen here. */
  public Lane lane() {
    return lane;
  }

  /** Who is in it. */
  public Occupants occupants() {
    return occupants;
  }

  /** Who has a lasting relation to it. */
  public Memberships memberships() {
    return memberships;
  }

  /** The id by which others can tell that it is the same person, XEP-0421. */
  public String occupantId(Jid person) {
    return ids.of(person);
  }

  /**
   * Whether somebody may see who has an affiliation: those who decide about it; and where everybody
   * sees addresses, people may see who belongs to the room (XEP-0045 section 9.5).
   */
  public boolean showsList(Affiliation wanted, Jid device) {
    Affiliation own = memberships.of(device);
    boolean decides =
        wanted.atLeast(Affiliation.ADMIN)
            ? own == Affiliation.OWNER
            : own.atLeast(Affiliation.ADMIN);
    return decides
        || settings.nonAnonymous()
            && wanted.atLeast(Affiliation.MEMBER)
            && (own.atLeast(Affiliation.MEMBER) || showsMembersByRole(device));
  }

  /** Whether an occupant sees the real addresses of the others. */
  public boolean showsAddressesTo(Occupant viewer) {
    return settings.nonAnonymous() || viewer.role() == Role.MODERATOR;
  }

  /** Whether a device is here as a moderator's, or belongs to somebody who could be one. */
  public boolean isModeratedBy(Jid device) {
    return occupants.of(device).filter(it -> it.role() == Role.MODERATOR).isPresent()
        || memberships.of(device).atLeast(Affiliation.ADMIN);
  }

  /** Whether somebody is here, or may enter without being let in (XEP-0045 section 13.4). */
  public boolean isOpenTo(Jid device) {
    boolean guarded =
        settings.flag(RoomOption.MEMBERS_ONLY) || settings.flag(RoomOption.PASSWORD_PROTECTED);
    Affiliation own = memberships.of(device);
    return own.atLeast(guarded ? Affiliation.MEMBER : Affiliation.NONE)
        || own == Affiliation.NONE && occupants.of(device).isPresent();
  }

  private boolean showsMembersByRole(Jid device) {
    List<String> roles = settings.list(RoomOption.MEMBER_LIST);
    return occupants.of(device).filter(it -> roles.contains(it.role().xmlName())).isPresent();
  }

  /** The settings in force. */
  public RoomSettings settings() {
    return settings;
  }

  /** Puts settings into force, of which the row at that position of the record tells. */
  public void settings(RoomSettings changed, AuditPosition since) {
    if (changed.nonAnonymous() != settings.nonAnonymous()) {
      whoisSince = since;
    }
    settings = changed;
  }

  /** The row of the record since which everybody sees real addresses; empty when not everybody. */
  public Optional<AuditPosition> nonAnonymousSince() {
    return settings.nonAnonymous() ? Optional.of(whoisSince) : Optional.empty();
  }

  /** Whether its creator has not configured it yet. */
  public boolean locked() {
    return locked;
  }

  /** Lets others in. */
  public void unlock() {
    locked = false;
  }

  /** Whether it has been destroyed, or is run elsewhere by now: look for it anew. */
  public boolean gone() {
    return gone;
  }

  /** Notes that this object is no longer the room. */
  public void go() {
    gone = true;
  }

  /** What was set as subject last. */
  public Optional<Subject> subject() {
    return subject;
  }

  /** Sets the subject. */
  public void subject(Subject changed) {
    subject = Optional.of(changed);
  }

  /** The card as XML; empty for none. */
  public String vcard() {
    return vcard;
  }

  /** Sets the card. */
  public void vcard(String changed) {
    vcard = changed;
  }

  /** Who has to pause, in slow mode. */
  public Pauses pauses() {
    return pauses;
  }
}
