package org.chancery.server.feature.clientstate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamException;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.ChatStates;
import org.chancery.server.session.Outgoing;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;

/**
 * While a client is inactive, holds presence, chat states and contacts' events back, the latest of
 * each sender, and sends them before the next stanza that matters, so that nothing is overtaken.
 */
public final class ClientState implements Feature, SessionListener {
  private static final String NAMESPACE = "urn:xmpp:csi:0";
  private static final String PUBSUB_EVENT = "http://jabber.org/protocol/pubsub#event";
  private static final int MOST_HELD = 1_000;
  private static final int LONGEST_HELD = 1_000_000;

  /** A stanza that waits, and how long it is on the wire. */
  private record Held(Outgoing outgoing, int length) {}

  /** Guarded by the session's lock. */
  private static final class State {
    private final Map<String, Held> held = new LinkedHashMap<>();
    private int length;
    private boolean inactive;

    private boolean isFull() {
      return held.size() >= MOST_HELD || length >= LONGEST_HELD;
    }

    /** The latest stands where it came. */
    private void hold(String key, Outgoing outgoing) {
      Held latest = new Held(outgoing, outgoing.stanza().element().toXml().length());
      Held earlier = held.remove(key);
      length += latest.length() - (earlier == null ? 0 : earlier.length());
      held.put(key, latest);
    }
  }

  private static final SessionSlot<State> STATE = new SessionSlot<>(State::new);

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(352, "Client State Indication", "1.0.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.nonza(NAMESPACE, ClientState::change);
    hooks.outbound(
        "hold presence, chat states and contacts' events for inactive clients",
        ClientState::outbound);
    hooks.session("a resumed client is active", this);
    hooks.advertise("client state", domain -> Optional.of(Element.of("csi", NAMESPACE)));
  }

  private static void change(Session session, Element element) {
    switch (element.name()) {
      case "active" -> activate(session);
      case "inactive" ->
          session.releasing(
              () -> {
                session.slot(STATE).inactive = true;
                return List.of();
              });
      default -> throw new StreamException(StreamError.Condition.UNSUPPORTED_STANZA_TYPE, "");
    }
  }

  private static void activate(Session session) {
    session.releasing(
        () -> {
          session.slot(STATE).inactive = false;
          return drain(session.slot(STATE));
        });
  }

  @Override
  public void resumed(Session session) {
    activate(session); // XEP-0352 section 5.1: the state does not survive the connection
  }

  private static List<Outgoing> drain(State state) {
    List<Outgoing> all = new ArrayList<>();
    state.held.values().forEach(held -> all.add(held.outgoing()));
    state.held.clear();
    state.length = 0;
    return all;
  }

  private static List<Outgoing> outbound(Session session, Outgoing outgoing) {
    State state = session.slot(STATE);
    if (!state.inactive) {
      return List.of(outgoing);
    }
    Optional<String> key = key(session, outgoing.stanza());
    if (key.isPresent() && !state.isFull()) {
      state.hold(key.get(), outgoing);
      return List.of();
    }
    List<Outgoing> now = drain(state);
    now.add(outgoing);
    return now;
  }

  /**
   * Under which key a stanza is held, so that a later one of the same key takes its place; empty if
   * it matters now.
   */
  private static Optional<String> key(Session session, Stanza stanza) {
    return switch (stanza) {
      case Presence presence when isPlainPresence(session, presence) ->
          presence.from().map(from -> "presence " + from);
      case Message message when ChatStates.isBareChatState(message) ->
          message.from().map(from -> "chat state " + from);
      case Message message when !isOwn(session, message) -> contactsEvent(message);
      default -> Optional.empty();
    };
  }

  private static boolean isOwn(Session session, Message message) {
    return message.from().filter(from -> from.bare().equals(session.account())).isPresent();
  }

  /**
   * A contact's new mood or picture (XEP-0163) can wait; the same item published again takes its
   * place. What concerns the own account, such as read marks, is told at once.
   */
  private static Optional<String> contactsEvent(Message message) {
    return message
        .element()
        .child("event", PUBSUB_EVENT)
        .flatMap(event -> event.child("items", PUBSUB_EVENT))
        .flatMap(
            items ->
                items
                    .firstChild()
                    .map(
                        item ->
                            "event "
                                + message.from().map(Object::toString).orElse("")
                                + " "
                                + items.attribute("node").orElse("")
                                + " "
                                + item.attribute("id").orElse("")));
  }

  /**
   * A room's answer to joining (status 110) and one's own presence are waited for; subscriptions
   * matter.
   */
  private static boolean isPlainPresence(Session session, Presence presence) {
    boolean state =
        presence.type() == Presence.Type.AVAILABLE || presence.type() == Presence.Type.UNAVAILABLE;
    boolean own = presence.from().filter(session.address()::equals).isPresent();
    return state
        && !own
        && presence.element().child("x", "http://jabber.org/protocol/muc#user").isEmpty();
  }
}
