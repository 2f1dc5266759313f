package org.chancery.server.feature.disco;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.DiscoNodes;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Host;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;

/**
 * Tells what the server, its services and its accounts can do, from what the other features
 * advertise.
 */
public final class Disco implements Feature {
  private static final String CAPS = "http://jabber.org/protocol/caps";
  private static final String NODE = "https://chancery.example/caps";

  private final Sessions sessions;
  private final BiPredicate<Jid, Jid> maySee;
  private Hooks hooks;

  /**
   * With what decides who may ask.
   *
   * @param maySee whether the first account lets the second see its presence; nobody else is told
   *     anything about it
   */
  public Disco(Sessions sessions, BiPredicate<Jid, Jid> maySee) {
    this.sessions = sessions;
    this.maySee = maySee;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(30, "Service Discovery", "2.5.0"),
        Spec.xep(115, "Entity Capabilities", "1.6.0"),
        Spec.xep(128, "Service Discovery Extensions", "1.0.1"));
  }

  @Override
  public void install(Hooks installed) {
    hooks = installed;
    hooks.iqGet(IqScope.SERVER, Discovery.INFO, "query", this::serverInfo);
    hooks.iqGet(IqScope.SERVER, Discovery.ITEMS, "query", this::serverItems);
    hooks.iqGet(IqScope.ANY_ACCOUNT, Discovery.INFO, "query", this::accountInfo);
    hooks.iqGet(IqScope.ANY_ACCOUNT, Discovery.ITEMS, "query", this::accountItems);
    hooks.advertise("caps", domain -> Optional.of(caps()));
    hooks.serverIdentity("server", "im", "Chancery");
    hooks.accountIdentity("account", "registered");
    for (String feature : List.of(Discovery.INFO, Discovery.ITEMS, CAPS)) {
      hooks.serverFeature(feature);
    }
    hooks.accountFeature(Discovery.INFO);
    hooks.accountFeature(Discovery.ITEMS);
  }

  private Element caps() {
    return Element.builder("c", CAPS)
        .attribute("hash", "sha-1")
        .attribute("node", NODE)
        .attribute("ver", CapsHash.sha1(hooks.serverDisco()))
        .build();
  }

  private Iq serverInfo(IqRequest request) {
    Optional<String> node = node(request);
    Element.Builder query = Element.builder("query", Discovery.INFO).attribute("node", node);
    boolean own =
        node.isEmpty() || node.get().equals(NODE + "#" + CapsHash.sha1(hooks.serverDisco()));
    return request
        .iq()
        .result(query.addAll(own ? hooks.serverDisco() : nodeInfo(request, node.get())).build());
  }

  private Iq serverItems(IqRequest request) {
    Optional<String> node = node(request);
    Element.Builder query = Element.builder("query", Discovery.ITEMS).attribute("node", node);
    if (node.isPresent()) {
      return request.iq().result(query.addAll(nodeItems(request, node.get())).build());
    }
    for (Host host : hooks.hosts()) {
      query.add(Discovery.item(Jid.of(host.domain()), host.displayName()));
    }
    return request.iq().result(query.build());
  }

  private Iq accountInfo(IqRequest request) {
    refuseStrangers(request);
    Optional<String> node = node(request);
    Element.Builder query = Element.builder("query", Discovery.INFO).attribute("node", node);
    return request
        .iq()
        .result(
            query
                .addAll(node.isEmpty() ? hooks.accountDisco() : nodeInfo(request, node.get()))
                .build());
  }

  private Iq accountItems(IqRequest request) {
    refuseStrangers(request);
    Optional<String> node = node(request);
    Element.Builder query = Element.builder("query", Discovery.ITEMS).attribute("node", node);
    if (node.isPresent()) {
      return request.iq().result(query.addAll(nodeItems(request, node.get())).build());
    }
    for (Session session : sessions.available(request.target())) {
      query.add(Discovery.item(session.address(), ""));
    }
    for (DiscoNodes nodes : hooks.discoNodes()) {
      nodes.items(request.target(), "", request.asker()).ifPresent(query::addAll);
    }
    return request.iq().result(query.build());
  }

  private static Optional<String> node(IqRequest request) {
    return request.payload().attribute("node").filter(name -> !name.isEmpty());
  }

  private List<Element> nodeInfo(IqRequest request, String node) {
    return ofNode(nodes -> nodes.info(request.target(), node, request.asker()));
  }

  private List<Element> nodeItems(IqRequest request, String node) {
    return ofNode(nodes -> nodes.items(request.target(), node, request.asker()));
  }

  private List<Element> ofNode(Function<DiscoNodes, Optional<List<Element>>> asked) {
    return hooks.discoNodes().stream()
        .map(asked)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
  }

  /**
   * XEP-0030 section 9: an account that is unknown, and one that does not want to be seen, look the
   * same.
   */
  private void refuseStrangers(IqRequest request) {
    Jid target = request.target();
    if (!target.equals(request.asker()) && !maySee.test(target, request.asker())) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
  }
}
