package org.chancery.server.feature.pubsub;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.payload.Delay;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.feature.caps.EntityCaps;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Subscription;

/**
 * Tells those who want to hear of it, and may, what happened at a node. Nobody is told who may not
 * read the node at that moment. Thread-safe; waits for the record where notifications are recorded.
 */
final class Notifier {
  static final String DELIVER = "pubsub#deliver";
  private static final String ADDRESS = "http://jabber.org/protocol/address";

  private final Sessions sessions;
  private final EntityCaps caps;
  private final AuditLog auditLog;
  private final Clock clock;
  private final Supplier<String> ids;
  private final boolean recording;
  private volatile BiPredicate<Jid, Jid> blocks = (account, other) -> false;

  /** With its parts; {@code recording} says whether notifications are recorded. */
  Notifier(
      Sessions sessions,
      EntityCaps caps,
      AuditLog auditLog,
      Clock clock,
      Supplier<String> ids,
      boolean recording) {
    this.sessions = sessions;
    this.caps = caps;
    this.auditLog = auditLog;
    this.clock = clock;
    this.ids = ids;
    this.recording = recording;
  }

  /** Sets who has blocked whom (XEP-0191): the first account the second. */
  void blockedBy(BiPredicate<Jid, Jid> blocking) {
    blocks = blocking;
  }

  /**
   * Who is told now. Taken before a change that takes rights or subscriptions away, when the change
   * itself must still be told.
   */
  Set<Session> audience(NodeAccess access) {
    if (!access.config().is(Setting.DELIVER_NOTIFICATIONS)) {
      return Set.of();
    }
    Set<Session> audience = new LinkedHashSet<>();
    if (access.ofAccount()) {
      byPresence(access, audience);
    }
    for (Subscription subscription : access.subscriptions()) {
      if (!subscription.pending() && delivers(subscription)) {
        bySubscription(access, subscription.subscriber(), audience);
      }
    }
    audience.removeIf(session -> blocks.test(access.node().service(), session.account()));
    return audience;
  }

  private static boolean delivers(Subscription subscription) {
    return !subscription.options().getOrDefault(DELIVER, List.of("1")).contains("0");
  }

  /** XEP-0060 section 9.2: contacts whose clients say that they are interested. */
  private void byPresence(NodeAccess access, Set<Session> audience) {
    Jid owner = access.node().service();
    interested(access, owner, audience);
    for (Jid contact : access.rosters().watchers(owner)) {
      interested(access, contact, audience);
    }
  }

  private void interested(NodeAccess access, Jid account, Set<Session> audience) {
    for (Session session : sessions.available(account)) {
      if (caps.interested(session, access.node().name()) && access.mayRead(account)) {
        audience.add(session);
      }
    }
  }

  private void bySubscription(NodeAccess access, Jid subscriber, Set<Session> audience) {
    if (!access.mayRead(subscriber)) {
      return;
    }
    if (subscriber.isFull()) {
      boolean presenceBased = access.config().is(Setting.PRESENCE_BASED_DELIVERY);
      sessions
          .find(subscriber)
          .filter(session -> session.available() || !presenceBased)
          .ifPresent(audience::add);
    } else {
      audience.addAll(sessions.receiving(subscriber));
    }
  }

  /** Tells everybody who may know. */
  void tell(NodeAccess access, Element event, Optional<Jid> publisher) {
    tell(access, audience(access), event, publisher);
  }

  /** Tells these. */
  void tell(NodeAccess access, Set<Session> audience, Element event, Optional<Jid> publisher) {
    if (!audience.isEmpty()) {
      Message message = message(access, event);
      send(publisher.filter(Jid::isFull).map(it -> replyTo(message, it)).orElse(message), audience);
    }
  }

  /** Sends one session the newest item, which it may have missed. */
  void tellLast(NodeAccess access, Session session, Item item) {
    if (!blocks.test(access.node().service(), session.account())) {
      Message message = message(access, PubSubEvents.published(access, item));
      Element delay = Delay.element(access.node().service(), item.publishedAt());
      send(message.withElement(message.element().withChild(delay)), Set.of(session));
    }
  }

  /** Sends an account's clients something besides events, such as a form to fill in. */
  void send(Jid account, Message message) {
    send(message, new LinkedHashSet<>(sessions.receiving(account)));
  }

  private void send(Message message, Set<Session> audience) {
    Audited audited =
        recording ? record(message, audience) : auditLog.exclude(message, Exclusion.PUBSUB_EVENT);
    for (Session session : audience) {
      session.send(audited.copy(message.withTo(session.address())));
    }
  }

  private Audited record(Message message, Set<Session> audience) {
    Jid service = message.from().orElseThrow();
    return auditLog.commit(
        message,
        AuditEntry.of(AuditKind.MESSAGE, clock.instant())
            .from(service)
            .conversation(service.toString())
            .stanza(message)
            .audience(audience.stream().map(session -> session.address().toString()).toList())
            .build(),
        () -> {});
  }

  private Message message(NodeAccess access, Element event) {
    return Message.of(
        access.config().notificationType(), ids.get(), access.node().service(), event);
  }

  /** XEP-0163 section 4.3.1: which client published, for those who see its presence anyway. */
  private static Message replyTo(Message message, Jid publisher) {
    Element address =
        Element.builder("address", ADDRESS)
            .attribute("type", "replyto")
            .attribute("jid", publisher.toString())
            .build();
    Element addresses = Element.builder("addresses", ADDRESS).add(address).build();
    return message.withElement(message.element().withChild(addresses));
  }
}
