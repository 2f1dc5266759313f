package org.chancery.server.feature.carbons;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Forwarded;
import org.chancery.protocol.payload.StanzaIds;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Copies;
import org.chancery.server.routing.Lasting;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;
import org.chancery.server.session.Sessions;

/** Adds a copy for every device that asked for copies and does not get the message itself. */
public final class Carbons implements Feature {
  private static final String NAMESPACE = "urn:xmpp:carbons:2";
  private static final String RULES = "urn:xmpp:carbons:rules:0";

  private static final SessionSlot<boolean[]> ENABLED = new SessionSlot<>(() -> new boolean[1]);

  private final Sessions sessions;
  private final Set<String> domains;

  /** With the domains whose accounts are here. */
  public Carbons(Sessions sessions, Set<String> domains) {
    this.sessions = sessions;
    this.domains = domains;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(280, "Message Carbons", "1.0.1"), Spec.xep(297, "Stanza Forwarding", "1.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "enable", request -> set(request, true));
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "disable", request -> set(request, false));
    hooks.stamp("take out forged carbons", (origin, message) -> withoutForgery(message));
    hooks.fanOut("copies for the other devices of both sides", this::copy);
    hooks.serverFeature(NAMESPACE);
    hooks.serverFeature(RULES);
    hooks.accountFeature(NAMESPACE);
    hooks.accountFeature(RULES);
  }

  private Iq set(IqRequest request, boolean enabled) {
    Session session =
        request.origin().session().orElseThrow(() -> new StanzaException(Condition.NOT_ALLOWED));
    session.slot(ENABLED)[0] = enabled;
    return request.iq().result();
  }

  /** Nobody but the server makes carbons: section 11, and CVE-2017-5589's family. */
  private static Message withoutForgery(Message message) {
    return message.withElement(
        message
            .element()
            .withoutChildren(
                child ->
                    child.namespace().equals(NAMESPACE)
                        && (child.name().equals("sent") || child.name().equals("received"))));
  }

  private void copy(Copies copies) {
    Audited audited = copies.audited();
    Message message = audited.message();
    if (!CarbonRules.eligible(message)) {
      return;
    }
    copies
        .origin()
        .session()
        .ifPresent(sender -> copyTo(copies, sender.account(), "sent", List.of(sender)));
    Optional<Jid> to = message.to().filter(address -> domains.contains(address.domain()));
    if (to.isPresent() && !to.get().bare().equals(copies.origin().address().bare())) {
      copyTo(copies, to.get().bare(), "received", List.of());
    }
  }

  private void copyTo(Copies copies, Jid account, String direction, List<Session> except) {
    for (Session session : sessions.of(account)) {
      if (wantsCopy(session) && !except.contains(session) && !copies.includes(session)) {
        copies.add(session, carbon(copies.audited(), session, direction));
      }
    }
  }

  /** One that is being sent what waited for it gets the message from there. */
  private static boolean wantsCopy(Session session) {
    return session.slot(ENABLED)[0]
        && session.available()
        && (session.receiving() || session.priority() < 0);
  }

  private static Audited carbon(Audited audited, Session session, String direction) {
    Jid account = session.account();
    Message inner =
        audited
            .position()
            .map(position -> StanzaIds.add(audited.message(), account, position.stanzaId()))
            .orElse(audited.message());
    Element wrapper =
        Element.builder("message", Namespaces.CLIENT)
            .attribute("type", audited.message().type().xmlName())
            .attribute("from", account.toString())
            .attribute("to", session.address().toString())
            .add(
                Element.builder(direction, NAMESPACE)
                    .add(Forwarded.element(inner.element()))
                    .build())
            .build();
    return audited.copy(new Message(wrapper, Optional.of(account), Optional.of(session.address())));
  }

  /** Whether the sender asked for no copies. */
  static boolean isPrivate(Message message) {
    return message.element().child("private", NAMESPACE).isPresent()
        || Lasting.hints(message.element(), "no-copy");
  }
}
