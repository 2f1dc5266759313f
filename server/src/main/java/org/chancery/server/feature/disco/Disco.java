package org.chancery.server.feature.disco;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
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
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";
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
    hooks.iqGet(IqScope.SERVER, INFO, "query", this::serverInfo);
    hooks.iqGet(IqScope.SERVER, ITEMS, "query", this::serverItems);
    hooks.iqGet(IqScope.ANY_ACCOUNT, INFO, "query", this::accountInfo);
    hooks.iqGet(IqScope.ANY_ACCOUNT, ITEMS, "query", this::accountItems);
    hooks.advertise("caps", domain -> Optional.of(caps()));
    hooks.serverIdentity("server", "im", "Chancery");
    hooks.accountIdentity("account", "registered");
    for (String feature : List.of(INFO, ITEMS, CAPS)) {
      hooks.serverFeature(feature);
    }
    hooks.accountFeature(INFO);
    hooks.accountFeature(ITEMS);
  }

  private Element caps() {
    return Element.builder("c", CAPS)
        .attribute("hash", "sha-1")
        .attribute("node", NODE)
        .attribute("ver", CapsHash.sha1(hooks.serverDisco()))
        .build();
  }

  private Iq serverInfo(IqRequest request) {
    Optional<String> node = request.payload().attribute("node");
    if (node.isPresent() && !node.get().equals(NODE + "#" + CapsHash.sha1(hooks.serverDisco()))) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    Element.Builder query = Element.builder("query", INFO).attribute("node", node);
    return request.iq().result(query.addAll(hooks.serverDisco()).build());
  }

  private Iq serverItems(IqRequest request) {
    refuseNodes(request);
    Element.Builder query = Element.builder("query", ITEMS);
    for (Host host : hooks.hosts()) {
      query.add(
          Element.builder("item", ITEMS)
              .attribute("jid", host.domain())
              .attribute("name", host.displayName())
              .build());
    }
    return request.iq().result(query.build());
  }

  private Iq accountInfo(IqRequest request) {
    refuseStrangers(request);
    refuseNodes(request);
    return request.iq().result(Element.builder("query", INFO).addAll(hooks.accountDisco()).build());
  }

  private Iq accountItems(IqRequest request) {
    refuseStrangers(request);
    refuseNodes(request);
    Element.Builder query = Element.builder("query", ITEMS);
    for (Session session : sessions.available(request.target())) {
      query.add(
          Element.builder("item", ITEMS).attribute("jid", session.address().toString()).build());
    }
    return request.iq().result(query.build());
  }

  private static void refuseNodes(IqRequest request) {
    if (request.payload().attribute("node").isPresent()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
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
