package org.chancery.server.feature.caps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Presence;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Requests;
import org.chancery.server.session.Session;
import org.chancery.server.session.SessionSlot;

/**
 * Knows what each client can do. What a client says is used for that client at once; it is used for
 * other clients that announce the same hash only when the hash proves it. Thread-safe.
 */
public final class EntityCaps implements Feature, SessionListener {
  private static final String NOTIFY = "+notify";
  private static final int MOST_FEATURES = 1_000;
  private static final long MOST_CHARACTERS = 8_000_000;

  private record State(Optional<Announced> announced, Set<String> features) {
    static final State NONE = new State(Optional.empty(), Set.of());
  }

  private static final SessionSlot<AtomicReference<State>> STATE =
      new SessionSlot<>(() -> new AtomicReference<>(State.NONE));

  /** Is told that a session's client wants to hear of more nodes than before. */
  @FunctionalInterface
  public interface InterestListener {
    /** Runs on the session's thread. */
    void interested(Session session, Set<String> nodes);
  }

  private final Cache<String, Set<String>> proven =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARACTERS)
          .<String, Set<String>>weigher((key, features) -> weight(features))
          .build();
  private final Requests requests;
  private final List<InterestListener> listeners = new CopyOnWriteArrayList<>();

  /** Asks clients through {@code requests}. */
  public EntityCaps(Requests requests) {
    this.requests = requests;
  }

  private static int weight(Set<String> features) {
    return features.stream().mapToInt(String::length).sum() + 100;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(115, "Entity Capabilities", "1.6.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.session("learn what the client can do", this);
  }

  /** Adds somebody to be told of interests; at start. */
  public void whenInterested(InterestListener listener) {
    listeners.add(listener);
  }

  /** What the session's client can do, as far as it is known. */
  public Set<String> features(Session session) {
    return session.slot(STATE).get().features();
  }

  /** Whether the client wants to be notified of this node (XEP-0060 section 9.2). */
  public boolean interested(Session session, String node) {
    return features(session).contains(node + NOTIFY);
  }

  /** The nodes that the client wants to be notified of. */
  public Set<String> interests(Session session) {
    return interests(features(session));
  }

  private static Set<String> interests(Set<String> features) {
    Set<String> nodes = new HashSet<>();
    for (String feature : features) {
      if (feature.endsWith(NOTIFY)) {
        nodes.add(feature.substring(0, feature.length() - NOTIFY.length()));
      }
    }
    return nodes;
  }

  /** How many descriptions are remembered. */
  public long remembered() {
    proven.cleanUp();
    return proven.estimatedSize();
  }

  @Override
  public void available(Session session, Presence presence, boolean initial) {
    Optional<Announced> announced = Announced.in(presence);
    State before = session.slot(STATE).get();
    if (announced.isEmpty()) {
      return; // XEP-0115 section 8.4: what a client says once holds for its other presences
    }
    if (announced.equals(before.announced())) {
      if (initial) {
        tell(session, interests(before.features()));
      }
      return;
    }
    Set<String> known = proven.getIfPresent(announced.get().key());
    if (known != null) {
      learn(session, before, announced.get(), known);
    } else {
      ask(session, announced.get());
    }
  }

  /** Whoever comes back has forgotten nothing, but wants to hear what happened meanwhile. */
  @Override
  public void unavailable(Session session, Presence presence) {
    session.slot(STATE).set(State.NONE);
  }

  private void ask(Session session, Announced announced) {
    State asking = new State(Optional.of(announced), features(session));
    session.slot(STATE).set(asking);
    Element query =
        Element.builder("query", Discovery.INFO).attribute("node", announced.discoNode()).build();
    requests.ask(
        session, session.account(), query, answer -> answered(session, asking, announced, answer));
  }

  private void answered(Session session, State asking, Announced announced, Iq answer) {
    Optional<Element> query = answer.element().child("query", Discovery.INFO);
    if (answer.type() != Iq.Type.RESULT || query.isEmpty() || session.slot(STATE).get() != asking) {
      return;
    }
    List<Element> features = query.get().children("feature", Discovery.INFO);
    if (features.size() > MOST_FEATURES) {
      return;
    }
    Set<String> described =
        features.stream()
            .flatMap(feature -> feature.attribute("var").stream())
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
    if (CapsCheck.proves(announced, query.get())) {
      proven.put(announced.key(), described);
    }
    learn(session, asking, announced, described);
  }

  private void learn(Session session, State before, Announced announced, Set<String> features) {
    session.slot(STATE).set(new State(Optional.of(announced), features));
    Set<String> more = interests(features);
    more.removeAll(interests(before.features()));
    tell(session, more);
  }

  private void tell(Session session, Set<String> nodes) {
    if (!nodes.isEmpty()) {
      listeners.forEach(listener -> listener.interested(session, nodes));
    }
  }
}
