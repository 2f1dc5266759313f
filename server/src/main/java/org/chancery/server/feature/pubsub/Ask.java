package org.chancery.server.feature.pubsub;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * A request about a node. Immutable.
 *
 * @param iq the request
 * @param service the account or the service that it is addressed to
 * @param asker the full address of who asks
 * @param action what is asked for: the payload's first element
 */
record Ask(Iq iq, Jid service, Jid asker, Element action) {
  private static final int LONGEST_NAME = 1_023;

  /** The whole {@code pubsub} element. */
  Element pubsub() {
    return iq.payload();
  }

  /** The node's name, if one is given. */
  Optional<String> optionalNode() {
    Optional<String> node = action.attribute("node").filter(name -> !name.isEmpty());
    if (node.filter(name -> name.length() > LONGEST_NAME).isPresent()) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "The node's name is too long.");
    }
    return node;
  }

  /** The node's name. */
  String node() {
    return optionalNode().orElseThrow(() -> Refusals.of(Condition.BAD_REQUEST, "nodeid-required"));
  }

  /** The address in an attribute of the action. */
  Jid address(Element element) {
    try {
      return element
          .attribute("jid")
          .map(Jid::of)
          .orElseThrow(() -> Refusals.of(Condition.BAD_REQUEST, "jid-required"));
    } catch (JidException e) {
      throw Refusals.of(Condition.BAD_REQUEST, "invalid-jid");
    }
  }

  /** The answer with one element in the request's own namespace. */
  Iq answer(Element child) {
    return iq.result(Element.builder("pubsub", pubsub().namespace()).add(child).build());
  }

  /** Starts an element of the request's own namespace that names the node. */
  Element.Builder element(String name, String node) {
    return Element.builder(name, pubsub().namespace()).attribute("node", node);
  }
}
