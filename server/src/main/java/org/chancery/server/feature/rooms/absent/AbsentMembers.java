package org.chancery.server.feature.rooms.absent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.feature.bookmarks.Bookmarks;
import org.chancery.server.feature.bookmarks.NotificationWish;
import org.chancery.server.feature.rooms.history.Tombstones;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Delivery;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore.Member;

/**
 * Finds the members of a room who are told what is said although none of their devices is in it,
 * and brings it to them like a message of their own: to the devices that are online, or to the
 * queue for when one is. A member's bookmark says whether always, on mention, or never; without a
 * word in it, what the room's owner decided. Thread-safe.
 */
public final class AbsentMembers {
  private final Delivery delivery;
  private final Bookmarks bookmarks;
  private final OpenRooms rooms;
  private final ArchiveStore archive;
  private final Tombstones tombstones;
  private final Map<Jid, Map<Jid, NotificationWish>> wishes = new ConcurrentHashMap<>();

  /** With its parts. */
  public AbsentMembers(
      Delivery delivery, Bookmarks bookmarks, OpenRooms rooms, ArchiveStore archive) {
    this.delivery = delivery;
    this.bookmarks = bookmarks;
    this.rooms = rooms;
    this.archive = archive;
    this.tombstones = new Tombstones(archive);
  }

  /** Follows what people change in their bookmarks. */
  public void install() {
    bookmarks.follow(this::wished);
  }

  private void wished(Jid person, Jid room, Optional<NotificationWish> wish) {
    wishes.computeIfPresent(
        room,
        (address, known) -> {
          wish.ifPresentOrElse(it -> known.put(person, it), () -> known.remove(person));
          return known;
        });
  }

  /**
   * Prepares the way to those who are told, before the message is recorded: who is offline finds it
   * waiting from the same commit on, and all are named in its row. Called by the holder of the
   * room's lane.
   */
  public List<Delivery.Beside> admit(
      Room room, Occupant sender, Message message, AuditEntry.Builder entry) {
    if (message.body().isEmpty()) {
      return List.of();
    }
    List<Jid> told = told(room, sender.person(), message);
    if (!told.isEmpty()) {
      entry.detail("also-told", String.join(" ", told.stream().map(Jid::toString).toList()));
    }
    return told.stream().map(person -> delivery.beside(person, entry)).toList();
  }

  private List<Jid> told(Room room, Jid sender, Message message) {
    Set<String> present = new HashSet<>(room.occupants().audience());
    NotificationWish usual =
        NotificationWish.named(room.settings().text(RoomOption.ABSENT_MEMBERS));
    Map<Jid, NotificationWish> own =
        wishes.computeIfAbsent(
            room.address(), address -> new ConcurrentHashMap<>(bookmarks.wishes(address)));
    Optional<Mentions> mentions = Optional.empty();
    List<Jid> told = new ArrayList<>();
    for (Member member : room.memberships().all()) {
      Jid person = member.person();
      boolean candidate =
          Affiliation.of(member.affiliation()).atLeast(Affiliation.MEMBER)
              && !person.equals(sender)
              && !present.contains(person.toString());
      NotificationWish wish = own.getOrDefault(person, usual);
      if (!candidate || wish == NotificationWish.NEVER) {
        continue;
      }
      if (wish == NotificationWish.ON_MENTION && mentions.isEmpty()) {
        mentions = Optional.of(new Mentions(room, message, archive));
      }
      if (wish == NotificationWish.ALWAYS || mentions.get().of(member)) {
        told.add(person);
      }
    }
    return told;
  }

  /**
   * A message that waited, as the person may see it now: nothing for whoever is no longer a member,
   * a tombstone for what was taken back.
   */
  public Optional<Message> waited(Jid person, Message original, AuditPosition position) {
    Optional<Room> room = original.to().flatMap(rooms::find);
    return room.filter(it -> it.memberships().of(person).atLeast(Affiliation.MEMBER))
        .flatMap(
            it ->
                archive
                    .roomMessage(it.address(), position)
                    .map(recorded -> tombstones.show(it, List.of(recorded)).getFirst())
                    .map(shown -> Reflection.delayed(it, shown.message(), shown.at())))
        .map(shown -> shown.withTo(person));
  }
}
