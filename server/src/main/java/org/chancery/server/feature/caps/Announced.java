package org.chancery.server.feature.caps;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Presence;

/**
 * What a presence says about its client, XEP-0115 section 4.
 *
 * @param node the software
 * @param hash how {@code ver} was made; empty in what clients sent before 2007
 * @param ver the hash over what the client can do
 */
record Announced(String node, Optional<String> hash, String ver) {
  static final String NAMESPACE = "http://jabber.org/protocol/caps";
  private static final int LONGEST = 1023;

  static Optional<Announced> in(Presence presence) {
    return presence.element().child("c", NAMESPACE).flatMap(Announced::read);
  }

  private static Optional<Announced> read(Element c) {
    String node = c.attribute("node").orElse("");
    String ver = c.attribute("ver").orElse("");
    Optional<String> hash = c.attribute("hash");
    boolean usable =
        !ver.isEmpty()
            && node.length() + ver.length() <= LONGEST
            && hash.map(String::length).orElse(0) <= LONGEST;
    return usable ? Optional.of(new Announced(node, hash, ver)) : Optional.empty();
  }

  /** What to ask the client about. */
  String discoNode() {
    return node + "#" + ver;
  }

  /** Under what a proven description is remembered. */
  String key() {
    return hash.orElse("") + " " + ver;
  }
}
