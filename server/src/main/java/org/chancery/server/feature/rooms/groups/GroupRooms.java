package org.chancery.server.feature.rooms.groups;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.KnownGroups;
import org.chancery.server.feature.bookmarks.Bookmarks;
import org.chancery.server.feature.rooms.admin.AffiliationChanges;
import org.chancery.server.feature.rooms.admin.Decision;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.GroupRoom;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore.Member;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rooms of groups as the directory says: who joins a group becomes a member and gets a
 * bookmark, who leaves it is out of the room in the same moment. What people decided about others
 * (a guest, a ban) stands beside it. Thread-safe; blocks.
 */
public final class GroupRooms {
  private static final Logger log = LoggerFactory.getLogger(GroupRooms.class);

  private final List<GroupRoom> configured;
  private final KnownGroups groups;
  private final OpenRooms rooms;
  private final RoomLog record;
  private final AffiliationChanges affiliations;
  private final Bookmarks bookmarks;
  private final ReentrantLock one = new ReentrantLock();
  private volatile boolean behind;

  /** With its parts. */
  public GroupRooms(
      List<GroupRoom> configured,
      KnownGroups groups,
      OpenRooms rooms,
      RoomLog record,
      AffiliationChanges affiliations,
      Bookmarks bookmarks) {
    this.configured = configured;
    this.groups = groups;
    this.rooms = rooms;
    this.record = record;
    this.affiliations = affiliations;
    this.bookmarks = bookmarks;
  }

  /** Follows the groups from now on. */
  public void start() {
    if (!configured.isEmpty()) {
      groups.follow(() -> Thread.ofVirtual().name("group-rooms").start(this::follow));
      Thread.ofVirtual().name("group-rooms").start(this::follow);
    }
  }

  /** Tries again what could not be put on record when the groups changed. */
  public void catchUp() {
    if (behind) {
      follow();
    }
  }

  /** Brings every room up to date; one caller at a time. */
  private void follow() {
    one.lock();
    try {
      behind = false;
      configured.forEach(this::follow);
    } finally {
      one.unlock();
    }
  }

  private void follow(GroupRoom owned) {
    Optional<Set<Jid>> members = groups.of(owned.group());
    if (members.isEmpty()) {
      return; // not known yet: nobody must lose a room because the server has just started
    }
    try {
      bringUpToDate(owned, wanted(owned, members.get()));
    } catch (StanzaException | StorageException e) {
      behind = true;
      log.warn("room of a group is behind room={} reason={}", owned.room(), e.getMessage());
    }
  }

  private Map<Jid, Affiliation> wanted(GroupRoom owned, Set<Jid> members) {
    Map<Jid, Affiliation> wanted = new LinkedHashMap<>();
    members.forEach(member -> wanted.put(member, Affiliation.MEMBER));
    owned
        .admins()
        .flatMap(groups::of)
        .orElse(Set.of())
        .forEach(admin -> wanted.put(admin, Affiliation.ADMIN));
    return wanted;
  }

  private void bringUpToDate(GroupRoom owned, Map<Jid, Affiliation> wanted) {
    Origin service = Origin.ofServer(owned.room().domainOnly());
    Room room = rooms.findOrCreate(owned.room(), service, owned.settings());
    rooms.alone(owned.room(), it -> configure(it, service, owned.settings()));
    for (Member member : room.memberships().all()) {
      boolean follows = !member.group().isEmpty();
      if (follows && !wanted.containsKey(member.person())) {
        change(owned, service, member.person(), Affiliation.NONE, "");
        bookmarks.remove(member.person(), owned.room());
      }
    }
    wanted.forEach(
        (person, affiliation) -> {
          if (change(owned, service, person, affiliation, owned.group())) {
            bookmarks.add(person, owned.room(), owned.name(), owned.autojoin());
          }
        });
  }

  private Room configure(Room room, Origin service, Map<String, String> settings) {
    RoomSettings after = room.settings().with(settings);
    if (!after.equals(room.settings())) {
      room.settings(after, record.configuration(room, after, false).by(service).commit());
    }
    return room;
  }

  /** Each person in a turn of its own, so that people go on talking meanwhile. */
  private boolean change(
      GroupRoom owned, Origin service, Jid person, Affiliation affiliation, String group) {
    return rooms.alone(
        owned.room(),
        room -> {
          Optional<Member> known = room.memberships().find(person);
          boolean decidedByPeople =
              known
                  .filter(it -> it.group().isEmpty())
                  .map(it -> Affiliation.of(it.affiliation()))
                  .filter(it -> it == Affiliation.OUTCAST || it.atLeast(affiliation))
                  .filter(it -> it != Affiliation.NONE)
                  .isPresent();
          boolean asItShallBe =
              known
                  .filter(it -> it.affiliation().equals(affiliation.xmlName()))
                  .filter(it -> it.group().equals(group))
                  .isPresent();
          if (decidedByPeople || asItShallBe) {
            return false;
          }
          boolean isNew = known.filter(it -> !it.affiliation().equals("none")).isEmpty();
          affiliations.applySilently(
              room,
              service,
              new Decision(person, affiliation, Optional.empty(), "by the directory", group));
          return isNew;
        });
  }
}
