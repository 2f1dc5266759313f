package org.chancery.server.feature.pubsub;

import java.util.Optional;
import java.util.function.Predicate;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;

/** Who may make nodes, and how they are configured at first, XEP-0060 section 8.1. */
final class Creation {
  private final Nodes nodes;
  private final Predicate<Jid> isAdmin;

  Creation(Nodes nodes, Predicate<Jid> isAdmin) {
    this.nodes = nodes;
    this.isAdmin = isAdmin;
  }

  Iq create(Ask ask) {
    Optional<String> wanted = ask.optionalNode();
    String name = wanted.orElseGet(nodes::freshId);
    Optional<DataForm> form =
        ask.pubsub().child("configure", PubSubNamespaces.PUBSUB).flatMap(DataForm::in);
    requireAllowed(ask);
    NodeConfig config = NodeConfig.defaults(ask.service(), name);
    NodeConfig configured = form.map(it -> config.with(it, ask.service(), name)).orElse(config);
    nodes.exclusively(
        ask.service(), () -> nodes.make(ask.service(), name, configured, ask.asker()));
    return wanted.isPresent() ? ask.iq().result() : ask.answer(ask.element("create", name).build());
  }

  /** How a node that is made by publishing is configured; unmet options refuse it. */
  NodeConfig configured(Ask ask, Optional<DataForm> options) {
    requireAllowed(ask);
    NodeConfig defaults = NodeConfig.defaults(ask.service(), ask.node());
    if (options.isEmpty()) {
      return defaults;
    }
    if (NodeConfig.PRIVATE.contains(ask.node()) && !ask.service().isDomain()) {
      // What the node can't be is a precondition that it doesn't meet.
      DataForm form = options.get();
      form.value(Setting.ACCESS_MODEL.field())
          .filter(model -> !model.equals("whitelist"))
          .ifPresent(
              model -> {
                throw Refusals.preconditionNotMet(Setting.ACCESS_MODEL.field());
              });
    }
    return defaults.with(options.get(), ask.service(), ask.node());
  }

  private void requireAllowed(Ask ask) {
    Jid asker = ask.asker().bare();
    if (ask.service().isDomain()) {
      if (!nodes.config().createNodes() && !isAdmin.test(asker)) {
        throw new StanzaException(Condition.FORBIDDEN, "Only administrators may make nodes here.");
      }
    } else if (!asker.equals(ask.service())) {
      throw Refusals.forbidden();
    }
  }
}
