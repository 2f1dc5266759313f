package org.chancery.server.routing;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamException;
import org.chancery.server.audit.AuditConfig;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.audit.CaptureCounts;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.feature.FanOut;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqHandler;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.PresenceHandler;
import org.chancery.server.feature.PresenceStamp;
import org.chancery.server.feature.Recorder;
import org.chancery.server.feature.Screen;
import org.chancery.server.feature.Stamp;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of every stanza, whoever sent it: screened, stamped, committed to the record, then
 * delivered. Runs on the sender's thread and returns when the stanza has been handled, or its error
 * has been sent. Thread-safe.
 *
 * <p>Not on record, and only these: presence, IQs, and the messages that {@link Exclusion} names.
 */
public final class Router {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  /** The database is away or too busy: an entity may try again (RFC 6120 section 8.3.2). */
  private static final StanzaError UNANSWERED =
      StanzaError.of(
              Condition.SERVICE_UNAVAILABLE,
              "The server's database does not answer. Please try again in a moment.")
          .withType(StanzaError.Type.WAIT);

  private final Set<String> domains;
  private final Hooks hooks;
  private final Delivery delivery;
  private final Requests requests;
  private final AuditLog auditLog;
  private final AuditConfig config;
  private final Clock clock;

  /**
   * With its parts.
   *
   * @param domains the domains whose accounts are here
   */
  public Router(
      Set<String> domains,
      Hooks hooks,
      Delivery delivery,
      Requests requests,
      AuditLog auditLog,
      AuditConfig config,
      Clock clock) {
    this.domains = domains;
    this.hooks = hooks;
    this.delivery = delivery;
    this.requests = requests;
    this.auditLog = auditLog;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Routes a stanza whose sender has been stamped. Errors go back to the sender.
   *
   * @return whether it was accepted; false when it was refused
   * @throws StreamException when the stream has to end without an answer to the stanza
   */
  public boolean route(Origin origin, Stanza stanza) {
    try {
      switch (stanza) {
        case Message message -> message(origin, message);
        case Presence presence -> presence(origin, presence);
        case Iq iq -> iq(origin, iq);
      }
      return true;
    } catch (StanzaException e) {
      refuse(origin, stanza, e.error());
    } catch (StreamException e) {
      throw e;
    } catch (StorageException e) {
      log.warn("refused for now stanza={} reason={}", stanza.element().name(), e.getMessage());
      refuse(origin, stanza, UNANSWERED);
    } catch (RuntimeException e) {
      log.error(
          "internal error routing stanza={} id={}", stanza.element().name(), shortened(stanza), e);
      refuse(origin, stanza, StanzaError.of(Condition.INTERNAL_SERVER_ERROR));
    }
    return false;
  }

  // ---- messages ----

  private void message(Origin origin, Message received) {
    try (CaptureCounts.Taken taken = auditLog.counts().take()) {
      message(origin, received, taken);
    }
  }

  private void message(Origin origin, Message received, CaptureCounts.Taken taken) {
    screen(origin, received);
    Message message = received;
    for (Stamp stamp : hooks.stamps()) {
      message = stamp.stamp(origin, message);
    }
    AuditEntry.Builder entry = describe(origin, message);
    boolean recorded = config.chatStates() || !ChatStates.isBareChatState(message);
    if (recorded) {
      for (Recorder recorder : hooks.recorders()) {
        recorder.record(origin, message, entry);
      }
    }
    Admission admission = admit(origin, message, entry);
    try {
      Audited audited = recorded ? record(message, entry, admission) : exclude(message, admission);
      taken.accepted(audited);
      Copies copies = new Copies(origin, audited);
      accepted("deliver", () -> admission.deliver(copies));
      for (FanOut hook : hooks.fanOuts()) {
        accepted(hook.getClass().getName(), () -> hook.fanOut(copies));
      }
      accepted("send", () -> delivery.sendAll(copies));
    } finally {
      admission.finished();
    }
  }

  private Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid to = message.to().orElseGet(() -> origin.address().bare());
    if (to.isDomain() && domains.contains(to.domain())) {
      // RFC 6120 section 10.5.1: for the server itself. It is on record, and there is nobody to
      // give it to.
      return copies -> {};
    }
    if (domains.contains(to.domain())) {
      return delivery.admit(origin, message, entry);
    }
    return hostOf(to).admit(origin, message, entry);
  }

  private AuditEntry.Builder describe(Origin origin, Message message) {
    Jid to = message.to().orElseGet(() -> origin.address().bare());
    return AuditEntry.of(AuditKind.MESSAGE, clock.instant())
        .from(origin.address())
        .to(to)
        .conversation(AuditEntry.conversationOf(origin.address(), to))
        .session(origin.stream())
        .stanza(message);
  }

  private Audited record(Message message, AuditEntry.Builder entry, Admission admission) {
    return auditLog.commit(message, entry.build(), admission::queued);
  }

  private Audited exclude(Message message, Admission admission) {
    admission.queued();
    return auditLog.exclude(message, Exclusion.CHAT_STATE);
  }

  /** The message is accepted and on record: from here on a failure must not look like a refusal. */
  private static void accepted(String step, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("delivery of a recorded message failed step={}", step, e);
    }
  }

  // ---- presence ----

  private void presence(Origin origin, Presence received) {
    // An unknown type is refused here, RFC 6121 section 4.7.1.
    boolean available = received.type() == Presence.Type.AVAILABLE;
    Presence presence = available ? stamped(origin, received) : received;
    Optional<Host> host = presence.to().flatMap(to -> hooks.host(to.domain()));
    if (presence.to().isPresent()) {
      screen(origin, presence);
      if (host.isEmpty() && !domains.contains(presence.to().get().domain())) {
        throw new StanzaException(Condition.REMOTE_SERVER_NOT_FOUND);
      }
    }
    // Whoever keeps track of directed presence must see that for hosts too, before the host does.
    for (PresenceHandler handler : hooks.presenceHandlers()) {
      if (handler.handle(origin, presence)) {
        return;
      }
    }
    host.ifPresent(service -> service.presence(origin, presence));
  }

  private Presence stamped(Origin origin, Presence received) {
    Presence presence = received;
    for (PresenceStamp stamp : hooks.presenceStamps()) {
      presence = stamp.stamp(origin, presence);
    }
    return presence;
  }

  // ---- IQs ----

  private void iq(Origin origin, Iq iq) {
    Jid to = iq.to().orElseGet(() -> origin.address().bare());
    if (domains.contains(to.domain()) && to.isFull()) {
      toSession(origin, iq);
    } else if (domains.contains(to.domain())) {
      if (iq.isRequest()) {
        reply(origin, answer(origin, iq, to));
      } else {
        requests.answered(origin, iq);
      }
    } else {
      Host host = hostOf(to);
      screen(origin, iq);
      host.iq(origin, iq).ifPresent(answer -> reply(origin, answer));
    }
  }

  private void toSession(Origin origin, Iq iq) {
    screen(origin, iq);
    if (!delivery.send(iq)) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE); // RFC 6121 section 8.5.3.2.3
    }
  }

  private Iq answer(Origin origin, Iq iq, Jid target) {
    IqRequest request = new IqRequest(iq, origin, target);
    return handlerFor(origin, iq, target)
        .map(handler -> handler.handle(request))
        .orElseThrow(() -> new StanzaException(Condition.SERVICE_UNAVAILABLE));
  }

  private Optional<IqHandler> handlerFor(Origin origin, Iq iq, Jid target) {
    if (target.isDomain()) {
      return hooks.iqHandler(IqScope.SERVER, iq);
    }
    if (target.equals(origin.address().bare())) {
      return hooks
          .iqHandler(IqScope.OWN_ACCOUNT, iq)
          .or(() -> hooks.iqHandler(IqScope.ANY_ACCOUNT, iq));
    }
    screen(origin, iq);
    return hooks.iqHandler(IqScope.ANY_ACCOUNT, iq);
  }

  // ---- shared ----

  private void screen(Origin origin, Stanza stanza) {
    for (Screen screen : hooks.screens()) {
      screen.screen(origin, stanza);
    }
  }

  private Host hostOf(Jid to) {
    return hooks
        .host(to.domain())
        .orElseThrow(
            () ->
                new StanzaException(
                    Condition.REMOTE_SERVER_NOT_FOUND,
                    "This server does not talk to other domains."));
  }

  private void refuse(Origin origin, Stanza stanza, StanzaError error) {
    boolean response = stanza instanceof Iq iq && !iq.isRequest();
    if (!stanza.isError() && !response) {
      reply(origin, stanza.error(error));
    }
  }

  /** Answers whoever sent the stanza: its own session, or wherever its address leads. */
  private void reply(Origin origin, Stanza answer) {
    switch (answer) {
      case Iq iq -> origin.session().ifPresentOrElse(session -> session.send(iq), () -> passOn(iq));
      case Presence presence ->
          origin
              .session()
              .ifPresentOrElse(session -> session.send(presence), () -> delivery.send(presence));
      case Message message ->
          origin
              .session()
              .ifPresent(
                  session -> session.send(auditLog.exclude(message, Exclusion.SERVER_NOTICE)));
    }
  }

  /** The answer to a request of the server, or of one of its services, goes back to that. */
  private void passOn(Iq answer) {
    Origin from = Origin.ofServer(answer.from().orElseThrow());
    Jid to = answer.to().orElseThrow();
    Optional<Host> host = hooks.host(to.domain());
    if (host.isPresent()) {
      host.get().iq(from, answer);
    } else if (to.isDomain()) {
      requests.answered(from, answer);
    } else {
      delivery.send(answer);
    }
  }

  private static String shortened(Stanza stanza) {
    String id = stanza.id().orElse("");
    return id.length() <= 40 ? id : id.substring(0, 40);
  }
}
