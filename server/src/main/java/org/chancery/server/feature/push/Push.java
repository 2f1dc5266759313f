package org.chancery.server.feature.push;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Copies;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.Requests;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.PushStore;
import org.chancery.storage.PushStore.Registration;

/**
 * Wakes devices: those without a session, those whose session waits to be resumed, and those that
 * are connected but do not acknowledge. The push service is reached like any other address, so that
 * it can be a node of {@code pubsub.DOMAIN}, a program that is logged in, or whatever else stanzas
 * can be routed to.
 */
public final class Push implements Feature {
  static final String NAMESPACE = "urn:xmpp:push:0";
  private static final String PUBLISH_OPTIONS = "http://jabber.org/protocol/pubsub#publish-options";
  private static final Set<String> FINAL = Set.of("item-not-found", "gone");
  private static final int LONGEST = 4_000;

  /**
   * What it is made of.
   *
   * @param isHere whether an account is that of somebody who has not left; may block
   */
  public record Parts(
      PushStore store,
      PushConfig config,
      Set<String> domains,
      Predicate<Jid> isHere,
      Sessions sessions,
      Requests requests,
      BiConsumer<Origin, Stanza> route,
      Supplier<String> ids,
      ScheduledExecutorService scheduler) {}

  private final Parts parts;
  private final PushConfig config;
  private final Registrations registrations;

  /** With its parts. */
  public Push(Parts parts) {
    this.parts = parts;
    this.config = parts.config();
    this.registrations = new Registrations(parts.store());
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(357, "Push Notifications", "0.4.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "enable", this::enable);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "disable", this::disable);
    hooks.fanOut("wake devices that do not get it now", this::wake);
    if (isOffered()) {
      hooks.accountFeature(NAMESPACE);
      hooks.serverFeature(NAMESPACE);
    }
  }

  private boolean isOffered() {
    return !config.services().isEmpty();
  }

  /** Forgets everything about an account. */
  public void forget(Jid account) {
    registrations.removeAll(account);
  }

  // ---- enabling and disabling, XEP-0357 section 5 ----

  private Iq enable(IqRequest request) {
    Jid service = service(request);
    String node = node(request).orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST));
    if (!config.allows(service)) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Devices are not woken through this push service here.");
    }
    Registration registration =
        new Registration(request.origin().address(), service, node, options(request));
    if (!registrations.put(registration)) {
      throw new StanzaException(Condition.RESOURCE_CONSTRAINT);
    }
    // Its client may be suspended for hours, and is woken for what matters meanwhile.
    request.origin().session().ifPresent(session -> session.waitsFor(config.resumeFor()));
    return request.iq().result();
  }

  private Iq disable(IqRequest request) {
    registrations.remove(request.asker(), service(request), node(request));
    return request.iq().result();
  }

  private static Jid service(IqRequest request) {
    try {
      return Jid.of(request.payload().attribute("jid").orElse(""));
    } catch (JidException e) {
      throw new StanzaException(Condition.BAD_REQUEST, "The push service's address is not valid.");
    }
  }

  private static Optional<String> node(IqRequest request) {
    Optional<String> node = request.payload().attribute("node").filter(name -> !name.isEmpty());
    if (node.filter(name -> name.length() > LONGEST).isPresent()) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE);
    }
    return node;
  }

  private static String options(IqRequest request) {
    Optional<DataForm> form = DataForm.in(request.payload());
    if (form.filter(options -> !options.formType().equals(PUBLISH_OPTIONS)).isPresent()) {
      throw new StanzaException(Condition.BAD_REQUEST, "The form is not one of publish options.");
    }
    String xml = form.map(options -> options.toElement().toXml()).orElse("");
    if (xml.length() > LONGEST) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE);
    }
    return xml;
  }

  // ---- who is woken ----

  private void wake(Copies copies) {
    Audited audited = copies.audited();
    boolean worthwhile = audited.position().isPresent() && Wakening.isWorthwhile(audited.message());
    if (!isOffered() || !worthwhile) {
      return;
    }
    Jid sender = copies.origin().address().bare();
    copies.forEach(
        (session, copy) -> {
          if (!session.account().equals(sender)) {
            registrations.of(session.account()).stream()
                .filter(registration -> registration.device().equals(session.address()))
                .forEach(registration -> wakeUnlessAcknowledged(registration, session, copy));
          }
        });
    audited
        .message()
        .to()
        .filter(to -> parts.domains().contains(to.domain()) && !to.bare().equals(sender))
        .ifPresent(to -> wakeAbsent(to.bare(), audited.message()));
    // What a room says comes from the room: who spoke there is not for push services to know.
    copies.waiting().forEach(account -> wakeAbsent(account, saidByTheRoom(audited.message())));
  }

  private static Message saidByTheRoom(Message message) {
    return message.to().map(message::withFrom).orElse(message);
  }

  private void wakeAbsent(Jid account, Message message) {
    for (Registration registration : registrations.of(account)) {
      if (parts.sessions().find(registration.device()).isEmpty()) {
        notify(registration, message);
      }
    }
  }

  private void wakeUnlessAcknowledged(Registration registration, Session session, Audited copy) {
    if (!session.connected()) {
      notify(registration, copy.message());
      return;
    }
    parts
        .scheduler()
        .schedule(
            () -> {
              // One that has gone meanwhile may have gone before the message came through.
              boolean gone = parts.sessions().find(session.address()).isEmpty();
              if (gone || session.awaitsAcknowledgement(copy)) {
                notify(registration, copy.message());
              }
            },
            config.unacknowledgedAfter().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  // ---- the notification, section 7 ----

  private void notify(Registration registration, Message message) {
    Jid server = registration.device().domainOnly();
    Element publish = Notification.of(registration, message, config.content());
    Iq request =
        Iq.request(Iq.Type.SET, parts.ids().get(), server, registration.service(), publish);
    parts.requests().expect(request, answer -> answered(registration, answer));
    // Neither the sender's stream nor the timer waits for a push service.
    Thread.ofVirtual()
        .name("push-" + request.id().orElseThrow())
        .start(
            () -> {
              if (parts.isHere().test(registration.device().bare())) {
                parts.route().accept(Origin.ofServer(server), request);
              }
            });
  }

  /** Section 8: a device that the service does not know any more is not tried again. */
  private void answered(Registration registration, Iq answer) {
    if (answer.isError() && isFinal(answer)) {
      registrations.remove(
          registration.device(), registration.service(), Optional.of(registration.node()));
    }
  }

  private static boolean isFinal(Iq answer) {
    return answer.element().child("error", answer.element().namespace()).stream()
        .flatMap(error -> error.children().stream())
        .anyMatch(condition -> FINAL.contains(condition.name()));
  }
}
