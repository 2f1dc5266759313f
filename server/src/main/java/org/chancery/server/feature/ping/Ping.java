package org.chancery.server.feature.ping;

import java.util.List;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/** Answers pings for the server and for the asker's own account. */
public final class Ping implements Feature {
  private static final String NAMESPACE = "urn:xmpp:ping";

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(199, "XMPP Ping", "2.0.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(IqScope.SERVER, NAMESPACE, "ping", request -> request.iq().result());
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "ping", request -> request.iq().result());
    hooks.serverFeature(NAMESPACE);
    hooks.accountFeature(NAMESPACE);
  }
}
