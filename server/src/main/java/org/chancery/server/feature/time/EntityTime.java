package org.chancery.server.feature.time;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/** Tells the server's time and its offset from UTC. */
public final class EntityTime implements Feature {
  private static final String NAMESPACE = "urn:xmpp:time";

  private final Clock clock;

  /** With the clock to tell. */
  public EntityTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(202, "Entity Time", "2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(IqScope.SERVER, NAMESPACE, "time", request -> request.iq().result(now()));
    hooks.serverFeature(NAMESPACE);
  }

  private Element now() {
    String offset = ZoneId.systemDefault().getRules().getOffset(clock.instant()).getId();
    return Element.builder("time", NAMESPACE)
        .add("tzo", offset.equals("Z") ? "+00:00" : offset)
        .add("utc", Timestamps.format(clock.instant()))
        .build();
  }
}
