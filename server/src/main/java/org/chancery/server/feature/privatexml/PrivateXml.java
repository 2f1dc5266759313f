package org.chancery.server.feature.privatexml;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.storage.PrivateStore;

/** Keeps elements by name and namespace for the account's own clients, up to a limit in all. */
public final class PrivateXml implements Feature {
  private static final String NAMESPACE = "jabber:iq:private";
  private static final int LONGEST_NAME = 500;

  private final PrivateStore store;
  private final long most;
  private volatile BiConsumer<Jid, Element> follower = (owner, element) -> {};

  /**
   * Over a store.
   *
   * @param most how many bytes all that an account keeps may have
   */
  public PrivateXml(PrivateStore store, long most) {
    this.store = store;
    this.most = most;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(49, "Private XML Storage", "1.2"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "query", this::show);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "query", this::keep);
    hooks.accountFeature(NAMESPACE);
    hooks.serverFeature(NAMESPACE);
  }

  /** Sets who is told what a client keeps; at start. What the server keeps itself is not told. */
  public void whenKept(BiConsumer<Jid, Element> listener) {
    follower = listener;
  }

  /** What an account keeps under a name. */
  public Optional<Element> find(Jid owner, String namespace, String name) {
    return store.find(owner, namespace, name).map(XmlReader::parse);
  }

  /**
   * Keeps an element for an account.
   *
   * @throws StanzaException {@code not-acceptable} when it would be too much
   */
  public void put(Jid owner, Element element) {
    if (!store.put(owner, element.namespace(), element.name(), element.toXml(), most)) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "There is no room for it in the private storage.");
    }
  }

  private Iq show(IqRequest request) {
    Element wanted = only(request);
    Element found =
        find(request.asker(), wanted.namespace(), wanted.name())
            .orElseGet(() -> Element.of(wanted.name(), wanted.namespace()));
    return request.iq().result(Element.builder("query", NAMESPACE).add(found).build());
  }

  private Iq keep(IqRequest request) {
    List<Element> elements = request.payload().children();
    if (elements.isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "There is nothing to keep.");
    }
    elements.forEach(PrivateXml::check);
    for (Element element : elements) {
      put(request.asker(), element);
      follower.accept(request.asker(), element);
    }
    return request.iq().result();
  }

  private static Element only(IqRequest request) {
    List<Element> elements = request.payload().children();
    if (elements.size() != 1) {
      throw new StanzaException(Condition.BAD_REQUEST, "Ask for one element at a time.");
    }
    check(elements.getFirst());
    return elements.getFirst();
  }

  /** Section 4.1: an element of a namespace of its own. */
  private static void check(Element element) {
    boolean own = !element.namespace().isEmpty() && !element.namespace().equals(NAMESPACE);
    if (!own || element.namespace().length() + element.name().length() > LONGEST_NAME) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The element needs a namespace of its own.");
    }
  }
}
