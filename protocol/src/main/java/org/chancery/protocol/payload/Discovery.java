package org.chancery.protocol.payload;

import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;

/** What answers of Service Discovery are made of, XEP-0030. */
public final class Discovery {
  /** The namespace of questions about an entity. */
  public static final String INFO = "http://jabber.org/protocol/disco#info";

  /** The namespace of questions about what an entity holds. */
  public static final String ITEMS = "http://jabber.org/protocol/disco#items";

  private Discovery() {}

  /** What an entity is, by the registry of categories and types; an empty name is left out. */
  public static Element identity(String category, String type, String name) {
    Element.Builder identity =
        Element.builder("identity", INFO).attribute("category", category).attribute("type", type);
    return name.isEmpty() ? identity.build() : identity.attribute("name", name).build();
  }

  /** Something that an entity can do. */
  public static Element feature(String name) {
    return Element.builder("feature", INFO).attribute("var", name).build();
  }

  /** Something that an entity holds and that has an address. */
  public static Element item(Jid address, String name) {
    return item(address, "", name);
  }

  /** A node, or something in one, that an entity holds; an empty node or name is left out. */
  public static Element item(Jid address, String node, String name) {
    Element.Builder item = Element.builder("item", ITEMS).attribute("jid", address.toString());
    if (!node.isEmpty()) {
      item.attribute("node", node);
    }
    return name.isEmpty() ? item.build() : item.attribute("name", name).build();
  }
}
