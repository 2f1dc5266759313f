package org.chancery.server.feature.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.session.Session;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Subscription;

/** What owners do with their nodes, XEP-0060 section 8. */
final class Owning {
  private static final String OWNER = PubSubNamespaces.OWNER;

  private record Wanted(Jid who, Optional<Affiliation> affiliation) {}

  private final Nodes nodes;
  private final Subscribing subscribing;

  Owning(Nodes nodes, Subscribing subscribing) {
    this.nodes = nodes;
    this.subscribing = subscribing;
  }

  // ---- configuration ----

  Iq configuration(Ask ask) {
    NodeAccess access = nodes.requireOwned(ask);
    return ask.answer(ask.element("configure", ask.node()).add(form(access.config())).build());
  }

  Iq defaults(Ask ask) {
    NodeConfig defaults = NodeConfig.defaults(ask.service(), "");
    return ask.answer(Element.builder("default", OWNER).add(form(defaults)).build());
  }

  private static Element form(NodeConfig config) {
    return config.form(DataForm.Type.FORM, PubSubNamespaces.NODE_CONFIG).toElement();
  }

  Iq configure(Ask ask) {
    DataForm form =
        DataForm.in(ask.action())
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "A form is needed."));
    nodes.exclusively(
        ask.service(),
        () -> {
          NodeAccess access = nodes.requireOwned(ask);
          return form.type() == DataForm.Type.CANCEL ? access : configure(access, form);
        });
    return ask.iq().result();
  }

  private NodeAccess configure(NodeAccess access, DataForm form) {
    Jid service = access.node().service();
    NodeConfig wanted = access.config().with(form, service, access.node().name());
    NodeAccess changed = nodes.configure(access, wanted);
    if (changed.config().is(Setting.NOTIFY_CONFIG)) {
      nodes.notifier().tell(changed, PubSubEvents.configured(changed), Optional.empty());
    }
    return changed;
  }

  // ---- the end of items and nodes ----

  Iq purge(Ask ask) {
    nodes.exclusively(
        ask.service(),
        () -> {
          NodeAccess access = nodes.requireOwned(ask);
          if (!access.config().is(Setting.PERSIST_ITEMS)) {
            throw Refusals.unsupported("persistent-items");
          }
          nodes.store().purge(ask.service(), ask.node());
          if (access.config().is(Setting.NOTIFY_RETRACT)) {
            nodes.notifier().tell(access, PubSubEvents.purged(ask.node()), Optional.empty());
          }
          nodes.tellListeners(listener -> listener.emptied(ask.service(), ask.node()));
          return access;
        });
    return ask.iq().result();
  }

  Iq delete(Ask ask) {
    Optional<String> redirect =
        ask.action().child("redirect", OWNER).flatMap(it -> it.attribute("uri"));
    nodes.exclusively(
        ask.service(),
        () -> {
          NodeAccess access = nodes.requireOwned(ask);
          Set<Session> audience = nodes.notifier().audience(access);
          nodes.store().delete(ask.service(), ask.node());
          if (access.config().is(Setting.NOTIFY_DELETE)) {
            Element event = PubSubEvents.deleted(ask.node(), redirect);
            nodes.notifier().tell(access, audience, event, Optional.empty());
          }
          nodes.tellListeners(listener -> listener.emptied(ask.service(), ask.node()));
          return access;
        });
    return ask.iq().result();
  }

  // ---- affiliations ----

  Iq affiliations(Ask ask) {
    NodeAccess access = nodes.requireOwned(ask);
    Element.Builder affiliations = ask.element("affiliations", ask.node());
    if (access.ofAccount()) {
      affiliations.add(affiliation(access.node().service(), Affiliation.OWNER));
    }
    access.affiliations().forEach((who, it) -> affiliations.add(affiliation(who, it)));
    return ask.answer(affiliations.build());
  }

  private static Element affiliation(Jid who, Affiliation affiliation) {
    return Element.builder("affiliation", OWNER)
        .attribute("jid", who.toString())
        .attribute("affiliation", affiliation.xmlName())
        .build();
  }

  Iq setAffiliations(Ask ask) {
    List<Wanted> wanted = new ArrayList<>();
    for (Element each : ask.action().children("affiliation", OWNER)) {
      if (each.attribute("affiliation").isPresent()) {
        wanted.add(new Wanted(ask.address(each).bare(), affiliation(each)));
      }
    }
    nodes.exclusively(
        ask.service(),
        () -> {
          NodeAccess access = nodes.requireOwned(ask);
          requireAnOwner(access, wanted);
          wanted.forEach(each -> affiliate(access, each));
          return access;
        });
    return ask.iq().result();
  }

  private static Optional<Affiliation> affiliation(Element element) {
    String name = element.attribute("affiliation").orElse("");
    if (name.equals("none")) {
      return Optional.empty();
    }
    return Optional.of(
        Affiliation.named(name)
            .orElseThrow(
                () -> new StanzaException(Condition.BAD_REQUEST, "There is no such affiliation.")));
  }

  /** Section 8.9.2.4: somebody owns each node. An account owns its own. */
  private static void requireAnOwner(NodeAccess access, List<Wanted> wanted) {
    List<Jid> owners = new ArrayList<>(access.owners());
    for (Wanted each : wanted) {
      boolean owner = each.affiliation().filter(Affiliation.OWNER::equals).isPresent();
      if (owner) {
        owners.add(each.who());
      } else {
        owners.removeIf(each.who()::equals);
      }
    }
    if (owners.isEmpty() || access.ofAccount() && !owners.contains(access.node().service())) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "A node needs an owner.");
    }
  }

  private void affiliate(NodeAccess access, Wanted wanted) {
    Jid service = access.node().service();
    nodes.store().affiliate(service, access.node().name(), wanted.who(), wanted.affiliation());
    wanted.affiliation().ifPresent(it -> subscribing.expel(access, wanted.who(), it));
  }

  // ---- subscriptions ----

  Iq subscriptions(Ask ask) {
    NodeAccess access = nodes.requireOwned(ask);
    Element.Builder subscriptions = ask.element("subscriptions", ask.node());
    for (Subscription each : access.subscriptions()) {
      subscriptions.add(Reading.subscription(OWNER, each, false));
    }
    return ask.answer(subscriptions.build());
  }

  Iq setSubscriptions(Ask ask) {
    List<Element> wanted = ask.action().children("subscription", OWNER);
    nodes.exclusively(
        ask.service(),
        () -> {
          NodeAccess access = nodes.requireOwned(ask);
          wanted.forEach(each -> set(access, ask.address(each), state(each)));
          return access;
        });
    return ask.iq().result();
  }

  private static String state(Element subscription) {
    return subscription
        .attribute("subscription")
        .map(name -> name.toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private void set(NodeAccess access, Jid subscriber, String state) {
    Optional<Subscription> known = access.subscription(subscriber);
    switch (state) {
      case "subscribed" -> {
        if (known.isPresent()) {
          subscribing.change(access, known.get(), true);
        } else {
          subscribing.enter(access, subscriber);
        }
      }
      case "none" -> known.ifPresent(it -> subscribing.change(access, it, false));
      default -> throw Subscribing.badState();
    }
  }
}
