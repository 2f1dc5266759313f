package org.chancery.server.feature.roster;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.storage.RosterStore.Item;
import org.chancery.storage.RosterStore.Subscription;

/** Roster items as XML, RFC 6121 section 2.1.2. */
final class RosterItems {
  static final String NAMESPACE = "jabber:iq:roster";
  private static final int LONGEST_NAME = 1023;
  private static final int MOST_GROUPS = 100;

  /** What a client wants to set. */
  record Wanted(Jid contact, boolean remove, String name, Set<String> groups) {}

  private RosterItems() {}

  static Element element(Item item) {
    Element.Builder element =
        Element.builder("item", NAMESPACE).attribute("jid", item.contact().toString());
    if (!item.name().isEmpty()) {
      element.attribute("name", item.name());
    }
    element.attribute("subscription", name(item.subscription()));
    if (item.ask()) {
      element.attribute("ask", "subscribe");
    }
    if (item.approved()) {
      element.attribute("approved", "true");
    }
    item.groups().forEach(group -> element.add("group", group));
    return element.build();
  }

  static Element removed(Jid contact) {
    return Element.builder("item", NAMESPACE)
        .attribute("jid", contact.toString())
        .attribute("subscription", "remove")
        .build();
  }

  private static String name(Subscription subscription) {
    return subscription.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a roster set.
   *
   * @throws StanzaException as RFC 6121 section 2.3.3 says
   */
  static Wanted read(Element query) {
    if (query.children().size() != 1 || query.child("item", NAMESPACE).isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "A roster set holds exactly one item.");
    }
    Element item = query.child("item", NAMESPACE).get();
    boolean remove = item.attribute("subscription").filter("remove"::equals).isPresent();
    String name = item.attribute("name").orElse("");
    if (name.length() > LONGEST_NAME) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "The name is too long.");
    }
    return new Wanted(contact(item), remove, name, groups(item));
  }

  private static Jid contact(Element item) {
    try {
      return Jid.of(item.attribute("jid").orElse("")).bare();
    } catch (JidException e) {
      throw new StanzaException(Condition.BAD_REQUEST, "The item's address is not valid.");
    }
  }

  private static Set<String> groups(Element item) {
    Set<String> groups = new LinkedHashSet<>();
    for (Element group : item.children("group", NAMESPACE)) {
      String name = group.text();
      if (name.isEmpty() || name.length() > LONGEST_NAME || groups.size() >= MOST_GROUPS) {
        throw new StanzaException(Condition.NOT_ACCEPTABLE, "A group's name is empty or too long.");
      }
      if (!groups.add(name)) {
        throw new StanzaException(Condition.BAD_REQUEST, "A group is named twice.");
      }
    }
    return groups;
  }
}
