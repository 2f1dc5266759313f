package org.chancery.server.feature.version;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/** Tells name and version. The operating system is nobody's business (XEP-0092 section 5). */
public final class Version implements Feature {
  private static final String NAMESPACE = "jabber:iq:version";

  private final String version;

  /** With the version to tell. */
  public Version(String version) {
    this.version = version;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(92, "Software Version", "1.1"));
  }

  @Override
  public void install(Hooks hooks) {
    Element answer =
        Element.builder("query", NAMESPACE).add("name", "Chancery").add("version", version).build();
    hooks.iqGet(IqScope.SERVER, NAMESPACE, "query", request -> request.iq().result(answer));
    hooks.serverFeature(NAMESPACE);
  }
}
