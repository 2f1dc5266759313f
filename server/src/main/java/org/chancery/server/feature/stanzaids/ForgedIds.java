package org.chancery.server.feature.stanzaids;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.payload.Delay;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Origin;

/**
 * Takes out {@code stanza-id}s and delays that claim to be by an address of ours: the real ones are
 * added on delivery. A client may say of itself that it was late.
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
    hooks.stamp(
        "take out forged stanza-ids and delays", (origin, message) -> cleaned(origin, message));
    hooks.accountFeature(NAMESPACE);
    hooks.serverFeature(NAMESPACE);
  }

  private Message cleaned(Origin origin, Message message) {
    Jid sender = origin.address().bare();
    return message.withElement(
        message
            .element()
            .withoutChildren(child -> isForgedId(child) || isForgedDelay(child, sender)));
  }

  private boolean isForgedId(Element child) {
    return child.is("stanza-id", NAMESPACE)
        && named(child, "by").map(author -> isOurs.test(author.domain())).orElse(true);
  }

  private boolean isForgedDelay(Element child, Jid sender) {
    return child.is("delay", Delay.NAMESPACE)
        && named(child, "from")
            .filter(author -> isOurs.test(author.domain()) && !author.bare().equals(sender))
            .isPresent();
  }

  private static Optional<Jid> named(Element child, String attribute) {
    try {
      return child.attribute(attribute).map(Jid::of);
    } catch (JidException e) {
      return Optional.empty(); // whoever it names, it is nobody
    }
  }
}
