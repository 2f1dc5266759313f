package org.chancery.server.feature.offline;

import java.util.List;
import java.util.Optional;
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
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.OfflineStore;

/**
 * Gives an account that comes online what was recorded for it meanwhile, oldest first, each message
 * once.
 */
public final class OfflineMessages implements Feature, SessionListener {
  private static final int AT_ONCE = 200;

  /** How a message of a room that waited for somebody who was not in it is shown now. */
  @FunctionalInterface
  public interface RoomMessages {
    /** What the account gets; nothing if it may not see it any more. */
    Optional<Message> shown(Jid account, Message original, AuditPosition position);
  }

  private final OfflineStore store;
  private final Sessions sessions;
  private final AuditLog auditLog;
  private final Delivery delivery;
  private volatile RoomMessages roomMessages = (account, original, position) -> Optional.empty();

  /** Over a store. */
  public OfflineMessages(
      OfflineStore store, Sessions sessions, Delivery delivery, AuditLog auditLog) {
    this.store = store;
    this.sessions = sessions;
    this.delivery = delivery;
    this.auditLog = auditLog;
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
    if (session.catchingUp()) {
      delivery.catchUp(session);
    }
  }

  /** Delivers the queue to the sessions that take messages now. */
  public void deliverWaiting(Jid account) {
    delivery.exclusively(account, () -> deliverAll(account));
  }

  private void deliverAll(Jid account) {
    while (true) {
      List<OfflineStore.Stored> waiting = store.waiting(account, AT_ONCE);
      List<Session> receiving = sessions.receiving(account);
      if (waiting.isEmpty() || receiving.isEmpty()) {
        return;
      }
      // Out of the queue first: a session that ends puts back what it has not acknowledged.
      store.remove(account, waiting.stream().map(OfflineStore.Stored::position).toList());
      waiting.forEach(stored -> deliver(account, stored, receiving));
    }
  }

  private void deliver(Jid account, OfflineStore.Stored stored, List<Session> receiving) {
    Message original = (Message) Stanza.of(XmlReader.parse(stored.xml()));
    Optional<Message> shown =
        original.type() == Message.Type.GROUPCHAT
            ? roomMessages.shown(account, original, stored.position())
            : Optional.of(personal(account, original, stored));
    if (shown.isPresent()) {
      Audited again = auditLog.again(shown.get(), stored.position());
      receiving.forEach(session -> session.send(again));
    }
  }

  private static Message personal(Jid account, Message original, OfflineStore.Stored stored) {
    Message identified = StanzaIds.add(original, account, stored.position().stanzaId());
    return identified.withElement(
        identified
            .element()
            .withChild(Delay.element(account.domainOnly(), stored.position().recordedAt())));
  }
}
