package org.chancery.server.feature.rooms;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.KnownGroups;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.bookmarks.Bookmarks;
import org.chancery.server.feature.offline.OfflineMessages;
import org.chancery.server.feature.rooms.messages.PrivateMessages;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.RoomStore;

/** Rooms where people meet: one service for each configured domain. */
public final class Rooms implements Feature, SessionListener {
  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

  private final RoomParts parts;
  private final OfflineMessages offline;
  private final ScheduledExecutorService scheduler;

  /**
   * What rooms are made of.
   *
   * @param route brings a stanza of a room onto the usual path
   * @param historyPage how many messages one page of history may hold
   * @param ids makes ids that can't be guessed
   */
  public record Tools(
      RoomStore store,
      ArchiveStore archive,
      AuditLog auditLog,
      Delivery delivery,
      Clock clock,
      BiConsumer<Origin, Stanza> route,
      int historyPage,
      KnownPeople people,
      KnownGroups groups,
      Bookmarks bookmarks,
      OfflineMessages offline,
      Supplier<String> ids,
      ScheduledExecutorService scheduler) {}

  /** With its parts. */
  public Rooms(RoomsConfig config, Tools tools) {
    this.parts = RoomParts.of(config, tools);
    this.offline = tools.offline();
    this.scheduler = tools.scheduler();
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(45, "Multi-User Chat", "1.35.5"),
        Spec.xep(249, "Direct MUC Invitations", "1.2"),
        Spec.xep(317, "Hats", "0.3.1"),
        Spec.xep(313, "Message Archive Management", "1.1.3"),
        Spec.xep(410, "MUC Self-Ping", "1.1.0"),
        Spec.xep(421, "Occupant identifiers for semi-anonymous MUCs", "1.0.1"),
        Spec.xep(424, "Message Retraction", "0.4.2"),
        Spec.xep(425, "Moderated Message Retraction", "0.3.0"),
        Spec.xep(433, "Extended Channel Search", "0.1.0"),
        Spec.xep(463, "MUC Affiliations Versioning", "0.2.0"),
        Spec.xep(372, "References (mentions)", "0.5.0"),
        Spec.xep(513, "Explicit Mentions (who is told)", "0.1.0"),
        Spec.xep(486, "MUC Avatars", "0.1.0"),
        Spec.xep(500, "MUC Slow Mode", "0.1.1"));
  }

  @Override
  public void install(Hooks hooks) {
    for (String domain : parts.config().domains()) {
      hooks.host(new RoomService(domain, parts));
    }
    hooks.stamp("mark private messages to occupants", (origin, message) -> marked(message));
    hooks.session("leave the rooms", this);
    parts.absent().install();
    offline.showRoomMessagesBy(parts.absent()::waited);
  }

  /** So that the sender's copies and history tell them from what is said to people. */
  private Message marked(Message message) {
    boolean toOccupant =
        message
            .to()
            .filter(to -> to.isFull() && parts.config().domains().contains(to.domain()))
            .isPresent();
    return toOccupant ? PrivateMessages.marked(message) : message;
  }

  @Override
  public void start() {
    parts.rooms().start();
    parts.groupRooms().start();
    every(BETWEEN_SWEEPS, "rooms-sweep", parts.rooms()::sweep);
    every(BETWEEN_ATTEMPTS, "group-rooms", parts.groupRooms()::catchUp);
  }

  private void every(Duration period, String name, Runnable work) {
    scheduler.scheduleWithFixedDelay(
        () -> Thread.ofVirtual().name(name).start(work),
        period.toSeconds(),
        period.toSeconds(),
        TimeUnit.SECONDS);
  }

  @Override
  public void stop() {
    parts.leaving().stop();
  }

  @Override
  public void changed(Session session, UnaryOperator<Presence> change) {
    Set<Jid> rooms = parts.joined().of(session);
    if (!rooms.isEmpty()) {
      Thread.ofVirtual()
          .name("rooms-changed")
          .start(
              () ->
                  rooms.forEach(room -> parts.entering().change(room, Origin.of(session), change)));
    }
  }

  /** Nobody stays in a room without a session: this is what keeps ghosts away. */
  @Override
  public void closed(Session session) {
    for (Jid room : parts.joined().of(session)) {
      parts.leaving().leave(room, Origin.of(session), Optional.empty());
    }
  }
}
