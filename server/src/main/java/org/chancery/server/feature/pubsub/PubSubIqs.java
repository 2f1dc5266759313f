package org.chancery.server.feature.pubsub;

import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/** Which request is answered by what; the table of contents of XEP-0060. */
final class PubSubIqs {
  private static final String PUBSUB = PubSubNamespaces.PUBSUB;
  private static final String OWNER = PubSubNamespaces.OWNER;

  private record Key(Iq.Type type, String namespace, String action) {}

  /** Answers one kind of request. */
  @FunctionalInterface
  private interface Handler {
    Iq handle(Ask ask);
  }

  private final Map<Key, Handler> handlers;

  PubSubIqs(
      Reading reading,
      Publishing publishing,
      Subscribing subscribing,
      Creation creation,
      Owning owning) {
    handlers =
        Map.ofEntries(
            get(PUBSUB, "items", reading::items),
            get(PUBSUB, "subscriptions", reading::subscriptions),
            get(PUBSUB, "affiliations", reading::affiliations),
            get(PUBSUB, "options", subscribing::options),
            get(PUBSUB, "default", subscribing::defaults),
            set(PUBSUB, "publish", publishing::publish),
            set(PUBSUB, "retract", publishing::retract),
            set(PUBSUB, "subscribe", subscribing::subscribe),
            set(PUBSUB, "unsubscribe", subscribing::unsubscribe),
            set(PUBSUB, "options", subscribing::setOptions),
            set(PUBSUB, "create", creation::create),
            get(OWNER, "configure", owning::configuration),
            get(OWNER, "default", owning::defaults),
            get(OWNER, "affiliations", owning::affiliations),
            get(OWNER, "subscriptions", owning::subscriptions),
            set(OWNER, "configure", owning::configure),
            set(OWNER, "delete", owning::delete),
            set(OWNER, "purge", owning::purge),
            set(OWNER, "affiliations", owning::setAffiliations),
            set(OWNER, "subscriptions", owning::setSubscriptions));
  }

  private static Map.Entry<Key, Handler> get(String namespace, String action, Handler handler) {
    return Map.entry(new Key(Iq.Type.GET, namespace, action), handler);
  }

  private static Map.Entry<Key, Handler> set(String namespace, String action, Handler handler) {
    return Map.entry(new Key(Iq.Type.SET, namespace, action), handler);
  }

  /** Whether the request is one of publish-subscribe. */
  static boolean isOne(Iq iq) {
    return iq.payload().is("pubsub", PUBSUB) || iq.payload().is("pubsub", OWNER);
  }

  /** Answers a request to an account or the service. */
  Iq answer(Iq iq, Jid service, Jid asker) {
    Element pubsub = iq.payload();
    Element action =
        pubsub
            .firstChild()
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Nothing is asked for."));
    Handler handler = handlers.get(new Key(iq.type(), pubsub.namespace(), action.name()));
    if (handler == null || !action.namespace().equals(pubsub.namespace())) {
      throw new StanzaException(Condition.FEATURE_NOT_IMPLEMENTED);
    }
    return handler.handle(new Ask(iq, service, asker, action));
  }
}
