package org.chancery.server.feature.blocking;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/** Keeps blocked people's stanzas away, both ways, and lets a person say who is blocked. */
public final class Blocking implements Feature {
  private static final String NAMESPACE = "urn:xmpp:blocking";
  private static final String ERRORS = "urn:xmpp:blocking:errors";
  private static final String REPORTING = "urn:xmpp:reporting:1";
  private static final int MOST = 1_000;

  /** Set once a client has asked for the list: from then on it gets pushes. */
  private static final SessionSlot<boolean[]> INTERESTED = new SessionSlot<>(() -> new boolean[1]);

  private final Blocklists lists;
  private final Sessions sessions;
  private final Rosters rosters;
  private final AuditLog auditLog;
  private final Clock clock;

  /** With its parts. */
  public Blocking(
      Blocklists lists, Sessions sessions, Rosters rosters, AuditLog auditLog, Clock clock) {
    this.lists = lists;
    this.sessions = sessions;
    this.rosters = rosters;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(191, "Blocking Command", "1.3"),
        Spec.xep(377, "Blocking Command Reports", "0.4.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.screen("refuse what passes between people who block each other", this::screen);
    hooks.presence("drop presence from and to blocked people", this::dropsPresence);
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "blocklist", this::show);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "block", this::block);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "unblock", this::unblock);
    for (String feature : List.of(NAMESPACE, REPORTING)) {
      hooks.serverFeature(feature);
      hooks.accountFeature(feature);
    }
  }

  // ---- stanzas ----

  private void screen(Origin origin, Stanza stanza) {
    if (stanza instanceof Presence || stanza.to().isEmpty()) {
      return; // presence is dropped without a word, section 3.2
    }
    Jid sender = origin.address();
    Jid recipient = stanza.to().get();
    if (lists.blocks(sender, recipient)) {
      record(origin, stanza, "refused: the sender has blocked the recipient");
      throw new StanzaException(
          StanzaError.of(Condition.NOT_ACCEPTABLE, "You have blocked this person.")
              .withType(StanzaError.Type.CANCEL)
              .withApplication(Element.of("blocked", ERRORS)));
    }
    if (lists.blocks(recipient, sender)) {
      record(origin, stanza, "refused: the recipient has blocked the sender");
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
  }

  /**
   * What somebody said and was refused has been said all the same: a recipient can't keep it off
   * the record.
   */
  private void record(Origin origin, Stanza stanza, String outcome) {
    if (stanza instanceof Message message && message.body().isPresent()) {
      auditLog.commit(
          AuditEntry.of(AuditKind.POLICY_DECISION, clock.instant())
              .from(origin.address())
              .to(message.to().orElseThrow())
              .conversation(AuditEntry.conversationOf(origin.address(), message.to().orElseThrow()))
              .session(origin.stream())
              .stanza(message)
              .outcome(outcome)
              .build());
    }
  }

  private boolean dropsPresence(Origin origin, Presence presence) {
    return presence.to().isPresent() && lists.between(origin.address(), presence.to().get());
  }

  // ---- the list ----

  private Iq show(IqRequest request) {
    request.origin().session().ifPresent(session -> session.slot(INTERESTED)[0] = true);
    Element.Builder list = Element.builder("blocklist", NAMESPACE);
    lists.of(request.asker()).forEach(address -> list.add(item(address)));
    return request.iq().result(list.build());
  }

  private static Element item(Jid address) {
    return Element.builder("item", NAMESPACE).attribute("jid", address.toString()).build();
  }

  private Iq block(IqRequest request) {
    Jid account = request.asker();
    List<Jid> addresses = addresses(request.payload());
    if (addresses.isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "Nobody is named.");
    }
    if (lists.of(account).size() + addresses.size() > MOST) {
      throw new StanzaException(Condition.RESOURCE_CONSTRAINT, "The list is full.");
    }
    for (Jid watcher : seenBy(account, addresses)) {
      tell(account, watcher, false); // while it still may be told, section 3.3.2
    }
    lists.block(account, addresses);
    reports(request);
    push(account, "block", addresses);
    return request.iq().result();
  }

  private Iq unblock(IqRequest request) {
    Jid account = request.asker();
    List<Jid> named = addresses(request.payload());
    List<Jid> freed = named.isEmpty() ? List.copyOf(lists.of(account)) : named;
    lists.unblock(account, freed);
    push(account, "unblock", named);
    for (Jid watcher : seenBy(account, freed)) {
      tell(account, watcher, true);
    }
    return request.iq().result();
  }

  private static List<Jid> addresses(Element payload) {
    List<Jid> addresses = new ArrayList<>();
    for (Element item : payload.children("item", NAMESPACE)) {
      try {
        addresses.add(Jid.of(item.attribute("jid").orElse("")));
      } catch (JidException e) {
        throw new StanzaException(Condition.JID_MALFORMED, "An address is not valid.");
      }
    }
    return addresses;
  }

  /** Contacts that see this account's presence and are among those addresses. */
  private List<Jid> seenBy(Jid account, List<Jid> addresses) {
    Set<Jid> named = Set.copyOf(addresses);
    return rosters.watchers(account).stream()
        .filter(watcher -> named.contains(watcher) || named.contains(watcher.domainOnly()))
        .toList();
  }

  private void tell(Jid account, Jid watcher, boolean available) {
    for (Session mine : sessions.available(account)) {
      Presence presence =
          available
              ? mine.presence().map(current -> current.withTo(watcher)).orElseThrow()
              : Presence.of(Presence.Type.UNAVAILABLE, mine.address(), watcher);
      sessions.available(watcher).forEach(theirs -> theirs.send(presence));
    }
  }

  private void push(Jid account, String name, List<Jid> addresses) {
    Element.Builder change = Element.builder(name, NAMESPACE);
    addresses.forEach(address -> change.add(item(address)));
    for (Session session : sessions.of(account)) {
      if (session.slot(INTERESTED)[0]) {
        session.send(
            Iq.request(Iq.Type.SET, "blocking-push", account, session.address(), change.build()));
      }
    }
  }

  /** XEP-0377: why somebody was blocked is for those who keep order; they find it on record. */
  private void reports(IqRequest request) {
    for (Element item : request.payload().children("item", NAMESPACE)) {
      item.child("report", REPORTING)
          .ifPresent(
              report ->
                  auditLog.submit(
                      AuditEntry.of(AuditKind.POLICY_DECISION, clock.instant())
                          .from(request.origin().address())
                          .outcome("reported by a person")
                          .detail("about", item.attribute("jid").orElse(""))
                          .detail("reason", report.attribute("reason").orElse(""))
                          .detail("text", report.childText("text").orElse(""))
                          .build()));
    }
  }
}
