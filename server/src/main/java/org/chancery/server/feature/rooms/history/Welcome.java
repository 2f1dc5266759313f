package org.chancery.server.feature.rooms.history;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.payload.Delay;
import org.chancery.server.feature.archive.ArchiveQuery;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.ArchiveStore.RoomMessage;
import org.chancery.storage.RoomStore.Subject;

/**
 * What somebody who enters is sent after the presences: history, then the subject, which clients
 * take as the end of entering. Called by the holder of the room's lane, so that no message is
 * missing or shown twice between history and what follows. Thread-safe; blocks.
 */
public final class Welcome {
  private final ArchiveStore archive;
  private final Tombstones tombstones;
  private final Outlet outlet;
  private final Clock clock;

  /** With where history is read. */
  public Welcome(ArchiveStore archive, Outlet outlet, Clock clock) {
    this.archive = archive;
    this.tombstones = new Tombstones(archive);
    this.outlet = outlet;
    this.clock = clock;
  }

  /** Sends it to a device. */
  public void send(Room room, Occupant occupant, Jid device, HistoryRequest request) {
    history(room, request)
        .forEach(
            shown ->
                outlet.history(occupant, device, shown.message(), shown.recorded().position()));
    outlet.notice(occupant, device, subject(room));
  }

  private List<Tombstones.Shown> history(Room room, HistoryRequest request) {
    int limit = request.limit(room.settings().number(RoomOption.MAX_HISTORY));
    if (limit == 0) {
      return List.of();
    }
    ArchiveStore.Query latest = ArchiveStore.Query.latest(limit);
    ArchiveStore.Query query = request.earliest(clock.instant()).map(latest::since).orElse(latest);
    List<RoomMessage> recorded = archive.room(room.address(), query).messages();
    Deque<Tombstones.Shown> shown = new ArrayDeque<>();
    int left =
        Math.min(request.characters().orElse(ArchiveQuery.LONGEST_PAGE), ArchiveQuery.LONGEST_PAGE);
    List<Tombstones.Shown> all = tombstones.show(room, recorded);
    for (Tombstones.Shown each : all.reversed()) {
      if (isSubject(each.message())) {
        continue; // section 7.2.13: subjects are no part of the history
      }
      Message message = Reflection.delayed(room, each.message(), each.at());
      left -= message.element().toXml().length();
      if (left < 0) {
        break;
      }
      shown.addFirst(new Tombstones.Shown(each.recorded(), message));
    }
    return List.copyOf(shown);
  }

  /** Whether it sets the subject, XEP-0045 section 8.1. */
  public static boolean isSubject(Message message) {
    Element element = message.element();
    return element.child("subject", element.namespace()).isPresent()
        && element.child("body", element.namespace()).isEmpty()
        && element.child("thread", element.namespace()).isEmpty();
  }

  /** The subject, sent also when there is none (section 7.2.15). */
  private static Message subject(Room room) {
    Optional<Subject> subject = room.subject();
    String nick = subject.map(Subject::nick).orElse("");
    Jid from = nick.isEmpty() ? room.address() : room.address(nick);
    Element.Builder message =
        Element.builder("message", Namespaces.CLIENT)
            .attribute("type", "groupchat")
            .attribute("from", from.toString())
            .add("subject", subject.map(Subject::text).orElse(""));
    subject.ifPresent(set -> message.add(Delay.element(room.address(), set.at())));
    return new Message(message.build(), Optional.of(from), Optional.empty());
  }
}
