package org.chancery.server.feature.legacysession;

import java.util.List;
import org.chancery.protocol.Namespaces;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/** Says yes to a request for a session, whether it is addressed to the server or to nobody. */
public final class LegacySession implements Feature {

  @Override
  public List<Spec> specs() {
    return List.of(Spec.rfc(3921, "section 3, session establishment (obsolete, for old clients)"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqSet(
        IqScope.OWN_ACCOUNT, Namespaces.SESSION, "session", request -> request.iq().result());
    hooks.iqSet(IqScope.SERVER, Namespaces.SESSION, "session", request -> request.iq().result());
  }
}
