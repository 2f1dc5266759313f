package org.chancery.server.feature.pubsub;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.storage.PubSubStore;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Item;
import org.chancery.storage.PubSubStore.Last;
import org.chancery.storage.PubSubStore.Node;
import org.chancery.storage.PubSubStore.Subscription;

/**
 * A node as it is now, with who is what to it: decides who may do what. The account is the owner of
 * its own nodes and can't be anything else. Immutable.
 */
record NodeAccess(
    Node node,
    NodeConfig config,
    Map<Jid, Affiliation> affiliations,
    List<Subscription> subscriptions,
    Rosters rosters) {

  static NodeAccess of(Node node, PubSubStore store, Rosters rosters) {
    return new NodeAccess(
        node,
        NodeConfig.of(node),
        store.affiliations(node.service(), node.name()),
        store.subscriptions(node.service(), node.name()),
        rosters);
  }

  /** What one reader needs to know of a node, without asking for all the others. */
  static NodeAccess ofReader(Last last, Jid reader, Rosters rosters) {
    Node node = last.node();
    return new NodeAccess(
        node,
        NodeConfig.of(node),
        last.affiliation().map(it -> Map.of(reader, it)).orElse(Map.of()),
        last.subscribed()
            ? List.of(new Subscription(node.name(), reader, "", false, Map.of()))
            : List.of(),
        rosters);
  }

  /** Whether the node is an account's. */
  boolean ofAccount() {
    return !node.service().isDomain();
  }

  Optional<Affiliation> affiliation(Jid who) {
    return ofAccount() && who.bare().equals(node.service())
        ? Optional.of(Affiliation.OWNER)
        : Optional.ofNullable(affiliations.get(who.bare()));
  }

  boolean isOwner(Jid who) {
    return affiliation(who).filter(Affiliation.OWNER::equals).isPresent();
  }

  void requireOwner(Jid who) {
    if (!isOwner(who)) {
      throw Refusals.forbidden();
    }
  }

  /** All owners' bare addresses. */
  List<Jid> owners() {
    if (ofAccount()) {
      return List.of(node.service());
    }
    return affiliations.entrySet().stream()
        .filter(each -> each.getValue() == Affiliation.OWNER)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Whether somebody may read items and be notified of them. */
  boolean mayRead(Jid who) {
    return refusal(who, false).isEmpty();
  }

  /**
   * Refuses whoever may not read, with the reason that XEP-0060 section 6.5.9 gives.
   *
   * @throws StanzaException when they may not
   */
  void requireRead(Jid who) {
    require(refusal(who, false));
  }

  /**
   * Refuses whoever may not subscribe, XEP-0060 section 6.1.3; where owners approve, asking is free
   * to all.
   *
   * @throws StanzaException when they may not
   */
  void requireSubscribe(Jid who) {
    if (!config.is(Setting.SUBSCRIBE) && !isOwner(who)) {
      throw new StanzaException(Condition.NOT_ALLOWED);
    }
    require(refusal(who, true));
  }

  private static void require(Optional<StanzaException> refusal) {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private Optional<StanzaException> refusal(Jid who, boolean mayAsk) {
    Optional<Affiliation> affiliation = affiliation(who);
    if (affiliation.isPresent()) {
      return switch (affiliation.get()) {
        case OWNER, PUBLISHER, MEMBER -> Optional.empty();
        case PUBLISH_ONLY, OUTCAST -> Optional.of(Refusals.forbidden());
      };
    }
    return switch (config.access()) {
      case OPEN -> Optional.empty();
      case PRESENCE ->
          unless(seesAnOwner(who), Condition.NOT_AUTHORIZED, "presence-subscription-required");
      case ROSTER -> unless(inGroup(who), Condition.NOT_AUTHORIZED, "not-in-roster-group");
      case WHITELIST -> unless(false, Condition.NOT_ALLOWED, "closed-node");
      case AUTHORIZE ->
          unless(mayAsk || isSubscribed(who), Condition.NOT_AUTHORIZED, "not-subscribed");
    };
  }

  private static Optional<StanzaException> unless(
      boolean allowed, Condition condition, String detail) {
    return allowed ? Optional.empty() : Optional.of(Refusals.of(condition, detail));
  }

  private boolean seesAnOwner(Jid who) {
    return owners().stream().anyMatch(owner -> rosters.maySee(owner, who));
  }

  private boolean inGroup(Jid who) {
    Set<String> allowed = Set.copyOf(config.values(Setting.ROSTER_GROUPS_ALLOWED));
    return owners().stream()
        .filter(owner -> rosters.maySee(owner, who))
        .anyMatch(owner -> rosters.item(owner, who).groups().stream().anyMatch(allowed::contains));
  }

  /** Whether an account has a subscription that no owner has still to approve. */
  boolean isSubscribed(Jid who) {
    return subscriptions.stream()
        .anyMatch(each -> !each.pending() && each.subscriber().bare().equals(who.bare()));
  }

  /** The subscription of exactly this address. */
  Optional<Subscription> subscription(Jid subscriber) {
    return subscriptions.stream().filter(each -> each.subscriber().equals(subscriber)).findFirst();
  }

  void requirePublish(Jid who) {
    Optional<Affiliation> affiliation = affiliation(who);
    boolean allowed =
        affiliation.isPresent()
            ? switch (affiliation.get()) {
              case OWNER, PUBLISHER, PUBLISH_ONLY -> true;
              case MEMBER -> modelLets(who);
              case OUTCAST -> false;
            }
            : modelLets(who);
    if (!allowed) {
      throw Refusals.forbidden();
    }
  }

  private boolean modelLets(Jid who) {
    return switch (config.value(Setting.PUBLISH_MODEL)) {
      case "open" -> true;
      case "subscribers" -> isSubscribed(who);
      default -> false;
    };
  }

  /** Owners remove any item, publishers their own. */
  void requireRetract(Jid who, Item item) {
    Optional<Affiliation> affiliation = affiliation(who);
    boolean own = item.publisher().equals(who.bare());
    boolean outcast = affiliation.filter(Affiliation.OUTCAST::equals).isPresent();
    if (!isOwner(who) && (!own || outcast)) {
      throw Refusals.forbidden();
    }
  }
}
