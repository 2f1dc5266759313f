package org.chancery.server.feature.lastactivity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
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
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.Spec;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.ActivityStore;
import org.chancery.storage.ActivityStore.Left;

/** Tells those who see somebody's presence when that person was there last. */
public final class LastActivity implements Feature, SessionListener {
  private static final String NAMESPACE = "jabber:iq:last";
  private static final int LONGEST_STATUS = 1_000;

  private final ActivityStore store;
  private final Sessions sessions;
  private final BiPredicate<Jid, Jid> maySee;
  private final Clock clock;
  private final Instant started;

  /**
   * With its parts.
   *
   * @param maySee whether the first account lets the second see its presence
   */
  public LastActivity(
      ActivityStore store, Sessions sessions, BiPredicate<Jid, Jid> maySee, Clock clock) {
    this.store = store;
    this.sessions = sessions;
    this.maySee = maySee;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(12, "Last Activity", "2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(
        IqScope.SERVER, NAMESPACE, "query", request -> request.iq().result(answer(started, "")));
    hooks.iqGet(IqScope.ANY_ACCOUNT, NAMESPACE, "query", this::ofAccount);
    hooks.session("note when somebody goes", this);
    hooks.serverFeature(NAMESPACE);
    hooks.accountFeature(NAMESPACE);
  }

  private Element answer(Instant since, String status) {
    long seconds = Math.max(0, Duration.between(since, clock.instant()).toSeconds());
    Element.Builder query =
        Element.builder("query", NAMESPACE).attribute("seconds", Long.toString(seconds));
    return status.isEmpty() ? query.build() : query.text(status).build();
  }

  /** Somebody unknown and somebody who lets nobody see look the same. */
  private Iq ofAccount(IqRequest request) {
    Jid account = request.target();
    if (!account.equals(request.asker()) && !maySee.test(account, request.asker())) {
      throw new StanzaException(Condition.FORBIDDEN);
    }
    if (!sessions.available(account).isEmpty()) {
      return request.iq().result(answer(clock.instant(), ""));
    }
    Left left =
        store.last(account).orElseThrow(() -> new StanzaException(Condition.SERVICE_UNAVAILABLE));
    return request.iq().result(answer(left.at(), left.status()));
  }

  @Override
  public void unavailable(Session session, Presence presence) {
    if (sessions.available(session.account()).isEmpty()) {
      Optional<String> status = presence.element().childText("status");
      String kept = status.filter(text -> text.length() <= LONGEST_STATUS).orElse("");
      store.left(session.account(), new Left(clock.instant(), kept));
    }
  }
}
