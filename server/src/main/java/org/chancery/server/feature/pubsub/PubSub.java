package org.chancery.server.feature.pubsub;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.caps.EntityCaps;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.routing.Copies;
import org.chancery.server.session.Sessions;
import org.chancery.storage.PubSubStore;

/** Publish-subscribe at the accounts' addresses and at the service's domain. */
public final class PubSub implements Feature {
  private static final String PUBSUB = PubSubNamespaces.PUBSUB;

  /**
   * What it is made of.
   *
   * @param domains the domains whose accounts are here
   * @param exists whether a bare address is that of a person
   * @param isAdmin whether an account administers the server
   */
  public record Parts(
      PubSubStore store,
      PubSubConfig config,
      Set<String> domains,
      Rosters rosters,
      Sessions sessions,
      EntityCaps caps,
      AuditLog auditLog,
      Clock clock,
      Supplier<String> ids,
      Predicate<Jid> exists,
      Predicate<Jid> isAdmin) {}

  private final Parts parts;
  private final Notifier notifier;
  private final Nodes nodes;
  private final PubSubIqs iqs;
  private final PubSubDisco disco;
  private final Subscribing subscribing;
  private final LastItems lastItems;

  /** Wires the engine. */
  public PubSub(Parts parts) {
    this.parts = parts;
    notifier =
        new Notifier(
            parts.sessions(),
            parts.caps(),
            parts.auditLog(),
            parts.clock(),
            parts.ids(),
            parts.config().recordEvents());
    nodes =
        new Nodes(
            parts.store(), parts.rosters(), notifier, parts.clock(), parts.ids(), parts.config());
    Creation creation = new Creation(nodes, parts.isAdmin());
    subscribing = new Subscribing(nodes, parts.sessions());
    iqs =
        new PubSubIqs(
            new Reading(nodes),
            new Publishing(nodes, creation),
            subscribing,
            creation,
            new Owning(nodes, subscribing));
    disco = new PubSubDisco(nodes);
    lastItems = new LastItems(nodes, parts.rosters(), parts.sessions(), parts.caps());
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(60, "Publish-Subscribe", "1.30.0"),
        Spec.xep(163, "Personal Eventing Protocol", "1.2.2"),
        Spec.xep(222, "Persistent Storage of Public Data via PubSub", "1.0"),
        Spec.xep(223, "Persistent Storage of Private Data via PubSub", "1.1.1"),
        Spec.xep(172, "User Nickname", "1.1"),
        Spec.xep(384, "OMEMO Encryption", "0.9.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iq(IqScope.ANY_ACCOUNT, PUBSUB, "pubsub", this::answer);
    hooks.iq(IqScope.ANY_ACCOUNT, PubSubNamespaces.OWNER, "pubsub", this::answer);
    hooks.fanOut("owners' answers to subscription requests", this::ownersAnswer);
    hooks.discoNodes("nodes of accounts", disco);
    parts.caps().whenInterested(lastItems);
    parts.domains().stream().sorted().forEach(domain -> hooks.host(host(domain)));
    hooks.accountIdentity("pubsub", "pep");
    hooks.serverIdentity("pubsub", "pep", "");
    hooks.accountFeature(PUBSUB);
    hooks.serverFeature(PUBSUB);
    Stream.concat(PubSubDisco.FEATURES.stream(), PubSubDisco.BY_PRESENCE.stream())
        .forEach(
            feature -> {
              // Some clients look at the account and some at the server.
              hooks.accountFeature(PUBSUB + "#" + feature);
              hooks.serverFeature(PUBSUB + "#" + feature);
            });
  }

  private PubSubHost host(String domain) {
    Jid address = Jid.of(parts.config().host() + "." + domain);
    return new PubSubHost(address, iqs, disco, subscribing);
  }

  /** The nodes, for features that are made of some. */
  public Nodes nodes() {
    return nodes;
  }

  /** An account has let a contact see its presence: it also sees its nodes from now on. */
  public void granted(Jid account, Jid contact) {
    lastItems.granted(account, contact);
  }

  /** Sets who has blocked whom (XEP-0191): the first account the second. */
  public void blockedBy(BiPredicate<Jid, Jid> blocking) {
    notifier.blockedBy(blocking);
  }

  /** Somebody who does not exist has no nodes either. */
  private Iq answer(IqRequest request) {
    Jid account = request.target();
    if (!account.equals(request.asker()) && !parts.exists().test(account)) {
      throw Refusals.noSuchNode();
    }
    return iqs.answer(request.iq(), account, request.origin().address());
  }

  private void ownersAnswer(Copies copies) {
    Message message = copies.audited().message();
    Jid sender = copies.origin().address().bare();
    if (message.to().filter(sender::equals).isPresent()) {
      subscribing.answered(sender, sender, message);
    }
  }
}
