package org.chancery.server.feature;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;

/**
 * Shows nodes in service discovery (XEP-0030 section 3.2): below the server's domain, or an
 * account's bare address. Whoever may not ask an account at all is refused before.
 */
public interface DiscoNodes {

  /**
   * Identities, features and forms of a node; empty when it is none of these, or not to be seen.
   */
  Optional<List<Element>> info(Jid address, String node, Jid asker);

  /**
   * The items of a node, or with an empty name what is to be listed at the address itself; empty
   * when there is no such node.
   */
  Optional<List<Element>> items(Jid address, String node, Jid asker);
}
