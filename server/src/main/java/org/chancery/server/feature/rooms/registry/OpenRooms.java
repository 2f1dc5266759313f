package org.chancery.server.feature.rooms.registry;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.record.RoomEvent;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Lane;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.StripedLocks;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RoomStore.Member;
import org.chancery.storage.RoomStore.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that this node runs: loaded when they are first asked for, let go when nobody has been
 * in them for a while. Thread-safe; blocks.
 */
public final class OpenRooms {
  private static final Logger log = LoggerFactory.getLogger(OpenRooms.class);
  private static final int SECRET_BYTES = 32;

  private final RoomStore store;
  private final RoomLog record;
  private final RoomsConfig config;
  private final SecureRandom random = new SecureRandom();
  private final Map<Jid, Room> open = new ConcurrentHashMap<>();
  private final StripedLocks locks = new StripedLocks(64);
  private volatile int node;

  /** With where rooms are kept. */
  public OpenRooms(RoomStore store, RoomLog record, RoomsConfig config) {
    this.store = store;
    this.record = record;
    this.config = config;
  }

  /** Puts on record that nobody is in any room yet; before anybody is. */
  public void start() {
    for (String domain : config.domains()) {
      node = record.cleared(Jid.of(domain)).node();
    }
  }

  /** The room, loaded if need be. A room that its creator never unlocked is ended instead. */
  public Optional<Room> find(Jid address) {
    Jid bare = address.bare();
    Room known = open.get(bare);
    if (known != null && !known.gone()) {
      return Optional.of(known);
    }
    return locks.exclusively(bare, () -> load(bare));
  }

  /**
   * The room.
   *
   * @throws StanzaException {@code item-not-found} when there is none
   */
  public Room get(Jid address) {
    return find(address)
        .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND, "There is no such room."));
  }

  /** The room, created if there is none. */
  public Room findOrCreate(Jid address, Origin creator) {
    Jid bare = address.bare();
    Optional<Room> known = find(bare);
    if (known.isPresent()) {
      return known.get();
    }
    Jid person = creator.address().bare();
    requireMayCreate(bare, person);
    return locks.exclusively(
        bare,
        () ->
            load(bare)
                .orElseGet(() -> create(bare, creator, config.defaults(), Optional.of(person))));
  }

  /** The room, created ready for use and without an owner of its own if there is none. */
  public Room findOrCreate(Jid address, Origin service, Map<String, String> settings) {
    Jid bare = address.bare();
    return locks.exclusively(
        bare,
        () ->
            load(bare)
                .orElseGet(
                    () ->
                        create(bare, service, config.defaults().with(settings), Optional.empty())));
  }

  /**
   * Changes a room alone in its {@link Lane}.
   *
   * @throws StanzaException {@code item-not-found} when there is none
   */
  public <T> T alone(Jid address, Function<Room, T> change) {
    while (true) {
      Room room = get(address);
      try (Lane.Turn _ = room.lane().enterAlone()) {
        if (!room.gone()) {
          return change.apply(room);
        }
      }
    }
  }

  /** The rooms in memory. */
  public Collection<Room> open() {
    return List.copyOf(open.values());
  }

  /** The room, if it is in memory: nobody is in the others. */
  public Optional<Room> inMemory(Jid address) {
    return Optional.ofNullable(open.get(address.bare())).filter(room -> !room.gone());
  }

  /** How many are in a room, without loading it. */
  public int occupants(Jid address) {
    Room room = open.get(address);
    return room == null ? 0 : room.occupants().count();
  }

  /** Ends a room; the caller holds its lane and tells who is in it. */
  public void end(Room room, RoomEvent destroyed) {
    destroyed.and(store.destroy(room.address())).commit();
    forget(room);
  }

  private void forget(Room room) {
    room.go();
    open.remove(room.address(), room);
  }

  /** Lets rooms go that nobody is in, and ends those that shall not stay. */
  public void sweep() {
    for (Room room : open()) {
      if (room.occupants().count() == 0) {
        try (Lane.Turn _ = room.lane().enterAlone()) {
          if (!room.gone() && room.occupants().count() == 0) {
            leaveEmpty(room);
          }
        } catch (StanzaException e) {
          log.warn("room not swept room={} reason={}", room.address(), e.getMessage());
        }
      }
    }
  }

  private void leaveEmpty(Room room) {
    if (room.locked() || !room.settings().flag(RoomOption.PERSISTENT)) {
      end(room, record.change(room, "destroyed").by(room.address()).with("reason", "empty"));
    } else {
      forget(room);
    }
  }

  private Optional<Room> load(Jid address) {
    Room known = open.get(address);
    if (known != null && !known.gone()) {
      return Optional.of(known);
    }
    Optional<Stored> stored = store.find(address);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    // The lease comes before the members are read: a former owner writes nothing after it.
    long epoch = store.takeLease(address, node);
    Room room = room(store.find(address).orElse(stored.get()), store.members(address), epoch);
    record.change(room, "opened").by(address).with("epoch", Long.toString(epoch)).commit();
    if (room.locked()) {
      end(room, record.change(room, "destroyed").by(address).with("reason", "never unlocked"));
      return Optional.empty();
    }
    open.put(address, room);
    return Optional.of(room);
  }

  private Room room(Stored stored, List<Member> members, long epoch) {
    return new Room(
        stored, config.defaults().with(stored.settings()), members, config.administrators(), epoch);
  }

  private void requireMayCreate(Jid address, Jid person) {
    if (config.groups().stream().anyMatch(owned -> owned.room().equals(address))) {
      throw new StanzaException(
          Condition.REGISTRATION_REQUIRED, "This room is for the members of a group.");
    }
    boolean administrator = config.administrators().contains(person);
    if (!administrator && !config.anybodyCreates()) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Only administrators may create rooms here.");
    }
    if (!administrator && store.countCreatedBy(person) >= config.roomsPerPerson()) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "You have created as many rooms as you may.");
    }
  }

  /** Without an owner nobody will configure it, so it is open from the beginning. */
  private Room create(Jid address, Origin creator, RoomSettings settings, Optional<Jid> owner) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    Jid person = creator.address().bare();
    long epoch = store.takeLease(address, node);
    Stored stored =
        new Stored(
            address,
            person,
            record.now(),
            owner.isPresent(),
            settings.named(),
            new AuditPosition(0),
            Optional.empty(),
            "",
            secret);
    Room room = room(stored, List.of(), epoch);
    RoomEvent created = record.change(room, "created").by(creator).about(person);
    room.settings().recorded().forEach((name, value) -> created.with("setting." + name, value));
    created.and(store.create(stored)).commit();
    owner.ifPresent(it -> makeOwner(room, creator, it));
    open.put(address, room);
    return room;
  }

  private void makeOwner(Room room, Origin creator, Jid person) {
    Member owner =
        new Member(person, Affiliation.OWNER.xmlName(), "", "", "", new AuditPosition(0));
    AuditPosition position =
        record
            .membership(room, "affiliation")
            .by(creator)
            .about(person)
            .with("affiliation", owner.affiliation())
            .with("reason", "created the room")
            .and(store.setMember(room.address(), owner))
            .commit();
    room.memberships().put(new Member(person, owner.affiliation(), "", "", "", position));
  }
}
