package org.chancery.server.feature.pubsub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.session.Sessions;
import org.chancery.storage.PubSubStore.Affiliation;
import org.chancery.storage.PubSubStore.Subscription;

/** Subscriptions of one's own and their approval, XEP-0060 sections 6.1 to 6.3 and 8.6. */
final class Subscribing {
  private static final String PUBSUB = PubSubNamespaces.PUBSUB;

  private final Nodes nodes;
  private final Sessions sessions;

  Subscribing(Nodes nodes, Sessions sessions) {
    this.nodes = nodes;
    this.sessions = sessions;
  }

  Iq subscribe(Ask ask) {
    Jid subscriber = own(ask);
    NodeAccess access = nodes.require(ask.service(), ask.node());
    access.requireSubscribe(ask.asker());
    Optional<DataForm> options = ask.pubsub().child("options", PUBSUB).flatMap(DataForm::in);
    Subscription subscription =
        nodes.exclusively(
            ask.service(),
            () -> {
              Subscription made = subscription(ask, access, subscriber, options);
              nodes.store().subscribe(ask.service(), made);
              return made;
            });
    if (subscription.pending()) {
      askOwners(access, subscription);
    } else {
      welcome(access, subscriber);
    }
    tellOwners(access, subscription, "subscribed");
    return ask.answer(Reading.subscription(PUBSUB, subscription, true));
  }

  private Subscription subscription(
      Ask ask, NodeAccess access, Jid subscriber, Optional<DataForm> options) {
    Optional<Subscription> known = access.subscription(subscriber);
    if (known.filter(Subscription::pending).isPresent()) {
      throw Refusals.of(Condition.NOT_AUTHORIZED, "pending-subscription");
    }
    boolean approved = access.mayRead(ask.asker());
    return new Subscription(
        ask.node(),
        subscriber,
        known.map(Subscription::id).orElseGet(nodes::freshId),
        !approved,
        options
            .map(Subscribing::read)
            .orElseGet(() -> known.map(Subscription::options).orElse(Map.of())));
  }

  private void welcome(NodeAccess access, Jid subscriber) {
    if (access.config().sendsLastOnSubscription()) {
      nodes.expire(access);
      nodes
          .newest(access.node().service(), access.node().name())
          .ifPresent(
              item ->
                  (subscriber.isFull()
                          ? sessions.find(subscriber).stream().toList()
                          : sessions.receiving(subscriber))
                      .forEach(session -> nodes.notifier().tellLast(access, session, item)));
    }
  }

  Iq unsubscribe(Ask ask) {
    Jid subscriber = own(ask);
    NodeAccess access = nodes.require(ask.service(), ask.node());
    Subscription subscription = requireSubscription(ask, access, subscriber);
    nodes.store().unsubscribe(ask.service(), ask.node(), subscriber);
    tellOwners(access, subscription, "none");
    return ask.iq().result();
  }

  private static Subscription requireSubscription(Ask ask, NodeAccess access, Jid subscriber) {
    Subscription subscription =
        access
            .subscription(subscriber)
            .orElseThrow(() -> Refusals.of(Condition.UNEXPECTED_REQUEST, "not-subscribed"));
    ask.action()
        .attribute("subid")
        .filter(id -> !id.equals(subscription.id()))
        .ifPresent(
            id -> {
              throw Refusals.of(Condition.NOT_ACCEPTABLE, "invalid-subid");
            });
    return subscription;
  }

  /** The subscriber's address, which must be the asker's: section 6.1.3.1. */
  private static Jid own(Ask ask) {
    Jid subscriber = ask.address(ask.action());
    if (!subscriber.equals(ask.asker()) && !subscriber.equals(ask.asker().bare())) {
      throw Refusals.of(Condition.BAD_REQUEST, "invalid-jid");
    }
    return subscriber;
  }

  // ---- options ----

  Iq options(Ask ask) {
    Jid subscriber = own(ask);
    NodeAccess access = nodes.require(ask.service(), ask.node());
    Subscription subscription = requireSubscription(ask, access, subscriber);
    return ask.answer(
        ask.element("options", ask.node())
            .attribute("jid", subscriber.toString())
            .attribute("subid", subscription.id())
            .add(form(subscription.options()))
            .build());
  }

  Iq setOptions(Ask ask) {
    Jid subscriber = own(ask);
    NodeAccess access = nodes.require(ask.service(), ask.node());
    Subscription old = requireSubscription(ask, access, subscriber);
    DataForm form =
        DataForm.in(ask.action())
            .orElseThrow(() -> Refusals.of(Condition.BAD_REQUEST, "invalid-options"));
    if (form.type() != DataForm.Type.CANCEL) {
      nodes
          .store()
          .subscribe(
              ask.service(),
              new Subscription(old.node(), subscriber, old.id(), old.pending(), read(form)));
    }
    return ask.iq().result();
  }

  Iq defaults(Ask ask) {
    Element.Builder defaults =
        Element.builder("default", PUBSUB).attribute("node", ask.optionalNode());
    return ask.answer(defaults.add(form(Map.of())).build());
  }

  private static Element form(Map<String, List<String>> options) {
    boolean deliver = !options.getOrDefault(Notifier.DELIVER, List.of("1")).contains("0");
    return DataForm.builder(DataForm.Type.FORM, PubSubNamespaces.SUBSCRIBE_OPTIONS)
        .add(FormField.flag(Notifier.DELIVER, "Whether to be notified", deliver))
        .toElement();
  }

  private static Map<String, List<String>> read(DataForm form) {
    Map<String, List<String>> options = new LinkedHashMap<>();
    form.flag(Notifier.DELIVER)
        .ifPresent(value -> options.put(Notifier.DELIVER, List.of(value ? "1" : "0")));
    return options;
  }

  // ---- owners ----

  /** Section 8.6: a form to each owner who is online. */
  private void askOwners(NodeAccess access, Subscription subscription) {
    String node = access.node().name();
    Element form =
        DataForm.builder(DataForm.Type.FORM, PubSubNamespaces.AUTHORIZATION)
            .title("Subscription request")
            .instructions("Somebody wants to be notified of what is published here.")
            .add(FormField.hidden("pubsub#subid", subscription.id()))
            .add(FormField.text("pubsub#node", "Node", node))
            .add(
                FormField.address(
                    "pubsub#subscriber_jid", "Who", subscription.subscriber().toString()))
            .add(FormField.flag("pubsub#allow", "Allow it?", false))
            .toElement();
    for (Jid owner : access.owners()) {
      nodes.notifier().send(owner, message(access.node().service(), form));
    }
  }

  private void tellOwners(NodeAccess access, Subscription subscription, String state) {
    if (access.config().is(Setting.NOTIFY_SUB) && !subscription.pending()) {
      Element event =
          PubSubEvents.subscription(access.node().name(), subscription.subscriber(), "", state);
      access
          .owners()
          .forEach(owner -> nodes.notifier().send(owner, message(access.node().service(), event)));
    }
  }

  private Message message(Jid service, Element payload) {
    return Message.of(Message.Type.NORMAL, nodes.freshId(), service, payload);
  }

  /**
   * An owner's answer to {@link #askOwners}; anything else in the message is no business of ours.
   */
  void answered(Jid service, Jid owner, Message message) {
    Optional<DataForm> form =
        DataForm.in(message.element())
            .filter(it -> it.formType().equals(PubSubNamespaces.AUTHORIZATION))
            .filter(it -> it.type() == DataForm.Type.SUBMIT);
    if (form.isPresent()) {
      form.get()
          .value("pubsub#node")
          .flatMap(node -> nodes.find(service, node))
          .filter(access -> access.isOwner(owner))
          .ifPresent(access -> decide(access, form.get()));
    }
  }

  private void decide(NodeAccess access, DataForm form) {
    Optional<Subscription> asked =
        form.value("pubsub#subscriber_jid")
            .flatMap(Subscribing::address)
            .flatMap(access::subscription)
            .filter(Subscription::pending);
    if (asked.isPresent()) {
      change(access, asked.get(), form.flag("pubsub#allow").orElse(false));
    }
  }

  private static Optional<Jid> address(String text) {
    try {
      return Optional.of(Jid.of(text));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  /** Approves a subscription or ends it, and tells the subscriber (section 8.8.4). */
  void change(NodeAccess access, Subscription old, boolean allow) {
    Jid service = access.node().service();
    if (allow) {
      nodes
          .store()
          .subscribe(
              service,
              new Subscription(old.node(), old.subscriber(), old.id(), false, old.options()));
    } else {
      nodes.store().unsubscribe(service, old.node(), old.subscriber());
    }
    Element event =
        PubSubEvents.subscription(
            old.node(), old.subscriber(), old.id(), allow ? "subscribed" : "none");
    nodes.notifier().send(old.subscriber().bare(), message(service, event));
    if (allow) {
      welcome(nodes.require(service, old.node()), old.subscriber());
    }
  }

  /** Somebody who is no longer welcome loses the subscriptions as well. */
  void expel(NodeAccess access, Jid who, Affiliation affiliation) {
    if (affiliation == Affiliation.OUTCAST) {
      access.subscriptions().stream()
          .filter(each -> each.subscriber().bare().equals(who.bare()))
          .forEach(each -> change(access, each, false));
    }
  }

  /** Subscribes an address in an owner's name. */
  void enter(NodeAccess access, Jid subscriber) {
    Subscription fresh =
        new Subscription(access.node().name(), subscriber, nodes.freshId(), false, Map.of());
    change(access, fresh, true);
  }

  static StanzaException badState() {
    return new StanzaException(Condition.BAD_REQUEST, "That is no state of a subscription.");
  }
}
