package org.chancery.server.feature.stanzaids;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;

/**
 * Takes out {@code stanza-id}s that claim to be by an address of ours; the real one is added on
 * delivery.
 */
public final class ForgedIds implements Feature {
  private static final String NAMESPACE = "urn:xmpp:sid:0";

  private final Predicate<String> isOurs;

  /**
   * With our domains.
   *
   * @param domains those of accounts and of services
   */
  public ForgedIds(Set<String> domains) {
    this.isOurs =
        domain ->
            domains.contains(domain)
                || domains.stream().anyMatch(ours -> domain.endsWith("." + ours));
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(359, "Unique and Stable Stanza IDs", "0.7.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.stamp("take out forged stanza-ids", (origin, message) -> cleaned(message));
    hooks.accountFeature(NAMESPACE);
    hooks.serverFeature(NAMESPACE);
  }

  private Message cleaned(Message message) {
    return message.withElement(
        message
            .element()
            .withoutChildren(child -> child.is("stanza-id", NAMESPACE) && claimsToBeOurs(child)));
  }

  private boolean claimsToBeOurs(Element stanzaId) {
    try {
      return isOurs.test(Jid.of(stanzaId.attribute("by").orElse("")).domain());
    } catch (JidException e) {
      return true; // whoever it names, it is no archive's id
    }
  }
}
