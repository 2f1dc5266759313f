package org.chancery.server.feature.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.payload.Delay;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Lasting;
import org.chancery.server.routing.Requests;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.OfflineStore;

/**
 * Gives an account that comes online what was recorded for it meanwhile, oldest first, each message
 * once.
 */
public final class OfflineMessages implements Feature, SessionListener {
  private static final int AT_ONCE = 100;

  /** Of what a client may leave unacknowledged; there may be others who send to it. */
  private static final int SHARE = 4;

  private static final int LONGEST_PART = 512 * 1024;
  private static final String PING = "urn:xmpp:ping";

  /** How a message of a room that waited for somebody who was not in it is shown now. */
  @FunctionalInterface
  public interface RoomMessages {
    /** What the account gets; nothing if it may not see it any more. */
    Optional<Message> shown(Jid account, Message original, AuditPosition position);
  }

  private final OfflineStore store;
  private final AuditLog auditLog;
  private final Delivery delivery;
  private final Requests requests;
  private final int atOnce;
  private volatile RoomMessages roomMessages = (account, original, position) -> Optional.empty();

  /**
   * Over a store.
   *
   * @param unacknowledged how many messages a client may leave unacknowledged
   */
  public OfflineMessages(
      OfflineStore store,
      Delivery delivery,
      Requests requests,
      AuditLog auditLog,
      int unacknowledged) {
    this.store = store;
    this.delivery = delivery;
    this.requests = requests;
    this.auditLog = auditLog;
    this.atOnce = Math.clamp(unacknowledged / SHARE, 1, AT_ONCE);
    delivery.waitingBy(this::deliver);
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(160, "Best Practices for Handling Offline Messages", "1.0.1"),
        Spec.xep(203, "Delayed Delivery", "2.0"),
        Spec.xep(334, "Message Processing Hints", "1.0.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.session("deliver what waited", this);
    hooks.serverFeature("msgoffline");
  }

  /** Sets how messages of rooms are shown; once, at start. */
  public void showRoomMessagesBy(RoomMessages shown) {
    this.roomMessages = shown;
  }

  /**
   * Whether a message is kept for somebody who is offline: it has content, and its sender did not
   * say otherwise.
   */
  public static boolean worthWaiting(Message message) {
    return switch (message.type()) {
      case NORMAL, CHAT -> Lasting.isLasting(message.element());
      // Addressed to the account, it is for a member of the room who is not in it.
      case GROUPCHAT -> message.to().filter(Jid::isBare).isPresent();
      case HEADLINE, ERROR -> false;
    };
  }

  @Override
  public void available(Session session, Presence presence, boolean initial) {
    catchUp(session);
  }

  /**
   * Whoever has been away for long is sent the next part when the client has had the one before.
   */
  private void catchUp(Session session) {
    if (!delivery.catchUp(session, () -> catchUp(session))) {
      requests.ask(
          session, session.account(), Element.of("ping", PING), answer -> catchUp(session));
    }
  }

  /** A part of what waits, in order; see {@link Delivery.Waiting}. */
  private boolean deliver(Jid account, List<Session> takers) {
    List<OfflineStore.Stored> waiting = store.waiting(account, atOnce);
    List<OfflineStore.Stored> part = new ArrayList<>();
    int length = 0;
    for (OfflineStore.Stored stored : waiting) {
      length += stored.xml().length();
      if (part.isEmpty() || length <= LONGEST_PART) {
        part.add(stored);
      }
    }
    // How a room's message is shown is asked of the database too: once it is out of the queue,
    // nothing may fail.
    List<Audited> shown = part.stream().flatMap(stored -> shown(account, stored).stream()).toList();
    // Out of the queue first: a session that ends puts back what it has not acknowledged.
    store.remove(account, part.stream().map(OfflineStore.Stored::position).toList());
    shown.forEach(message -> takers.forEach(session -> session.send(message)));
    return part.size() == waiting.size() && waiting.size() < atOnce;
  }

  private Optional<Audited> shown(Jid account, OfflineStore.Stored stored) {
    Message original = (Message) Stanza.of(XmlReader.parse(stored.xml()));
    Optional<Message> shown =
        original.type() == Message.Type.GROUPCHAT
            ? roomMessages.shown(account, original, stored.position())
            : Optional.of(personal(account, original, stored));
    return shown.map(message -> auditLog.again(message, stored.position()));
  }

  private static Message personal(Jid account, Message original, OfflineStore.Stored stored) {
    Message identified = StanzaIds.add(original, account, stored.position().stanzaId());
    return identified.withElement(
        identified
            .element()
            .withChild(Delay.element(account.domainOnly(), stored.position().recordedAt())));
  }
}
