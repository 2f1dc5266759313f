package org.chancery.server.feature.roster;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.session.Session;
import org.chancery.storage.RosterStore.Changes;
import org.chancery.storage.RosterStore.Item;

/**
 * Shows a client its roster and lets it change items; subscriptions are in {@link Subscriptions}.
 */
public final class Roster implements Feature {
  private static final String VERSIONING = "urn:xmpp:features:rosterver";
  private static final String PRE_APPROVAL = "urn:xmpp:features:pre-approval";

  private final Rosters rosters;
  private final Subscriptions subscriptions;
  private final int mostItems;

  /**
   * With its parts.
   *
   * @param mostItems how many contacts an account may have
   */
  public Roster(Rosters rosters, Subscriptions subscriptions, int mostItems) {
    this.rosters = rosters;
    this.subscriptions = subscriptions;
    this.mostItems = mostItems;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.rfc(6121, "sections 2 and 3, roster and subscriptions"),
        Spec.xep(237, "Roster Versioning", "1.3"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(IqScope.OWN_ACCOUNT, RosterItems.NAMESPACE, "query", this::show);
    hooks.iqSet(IqScope.OWN_ACCOUNT, RosterItems.NAMESPACE, "query", this::change);
    hooks.presence("subscriptions", subscriptions);
    hooks.advertise("roster versioning", domain -> Optional.of(Element.of("ver", VERSIONING)));
    hooks.advertise("pre-approval", domain -> Optional.of(Element.of("sub", PRE_APPROVAL)));
    hooks.accountFeature(RosterItems.NAMESPACE);
    hooks.serverFeature(RosterItems.NAMESPACE);
  }

  private Iq show(IqRequest request) {
    Jid owner = request.asker();
    request.origin().session().ifPresent(session -> session.slot(Rosters.INTERESTED)[0] = true);
    Optional<String> known = request.payload().attribute("ver");
    Optional<Changes> changes = known.flatMap(version -> rosters.changesSince(owner, version));
    if (changes.isPresent()) {
      request.origin().session().ifPresent(session -> push(session, changes.get()));
      return request.iq().result();
    }
    Element.Builder query = Element.builder("query", RosterItems.NAMESPACE);
    if (known.isPresent()) {
      query.attribute("ver", rosters.version(owner));
    }
    rosters.listed(owner).forEach(item -> query.add(RosterItems.element(item)));
    return request.iq().result(query.build());
  }

  /**
   * RFC 6121 section 2.6.3: instead of the whole roster, what changed, as pushes that follow the
   * empty result.
   */
  private void push(Session session, Changes changes) {
    for (Item item : changes.changed()) {
      push(session, RosterItems.element(item), changes.version());
    }
    for (Jid removed : changes.removed()) {
      push(session, RosterItems.removed(removed), changes.version());
    }
  }

  private static void push(Session session, Element item, long version) {
    Element query =
        Element.builder("query", RosterItems.NAMESPACE)
            .attribute("ver", Long.toString(version))
            .add(item)
            .build();
    session.send(
        Iq.request(Iq.Type.SET, "push-" + version, session.account(), session.address(), query));
  }

  private Iq change(IqRequest request) {
    Jid owner = request.asker();
    RosterItems.Wanted wanted = RosterItems.read(request.payload());
    if (wanted.contact().equals(owner)) {
      throw new StanzaException(Condition.NOT_ALLOWED, "You can't be your own contact.");
    }
    if (wanted.remove()) {
      remove(request, owner, wanted.contact());
    } else {
      set(owner, wanted);
    }
    return request.iq().result();
  }

  private void set(Jid owner, RosterItems.Wanted wanted) {
    boolean fresh = !rosters.item(owner, wanted.contact()).listed();
    if (fresh && rosters.listed(owner).size() >= mostItems) {
      throw new StanzaException(Condition.RESOURCE_CONSTRAINT, "The roster is full.");
    }
    rosters.change(
        owner,
        wanted.contact(),
        item ->
            new Item(
                item.contact(),
                wanted.name(),
                item.subscription(),
                item.ask(),
                item.approved(),
                wanted.groups(),
                item.requested(),
                true));
  }

  /** RFC 6121 section 2.5.2: removing an item ends its subscriptions in both directions. */
  private void remove(IqRequest request, Jid owner, Jid contact) {
    if (rosters.isColleague(owner, contact)) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "This contact comes from the company's directory.");
    }
    if (!rosters.item(owner, contact).listed()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    Item before = rosters.change(owner, contact, item -> Items.removed(item));
    if (Items.seesContact(before) || before.ask()) {
      subscriptions.notify(
          request.origin(), Presence.of(Presence.Type.UNSUBSCRIBE, owner, contact));
    }
    if (Items.seenByContact(before)) {
      subscriptions.notify(
          request.origin(), Presence.of(Presence.Type.UNSUBSCRIBED, owner, contact));
    }
  }
}
