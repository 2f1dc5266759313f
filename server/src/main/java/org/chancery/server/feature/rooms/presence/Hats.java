package org.chancery.server.feature.rooms.presence;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.rooms.stanzas.Muc;

/**
 * What the directory says of people, such as title and department, shown beside their nicknames
 * (XEP-0317). Thread-safe; blocks.
 */
public final class Hats {
  private final KnownPeople people;
  private final List<String> attributes;

  /**
   * With where to look.
   *
   * @param attributes the names of what is shown, in order
   */
  public Hats(KnownPeople people, List<String> attributes) {
    this.people = people;
    this.attributes = attributes;
  }

  /** What a person wears; nothing while the directory can't be asked. */
  List<Element> of(Jid person) {
    if (attributes.isEmpty()) {
      return List.of();
    }
    Map<String, String> known;
    try {
      known = people.attributes(person);
    } catch (StanzaException e) {
      return List.of(); // nobody is kept out of a room because of a title
    }
    List<Element> hats = new ArrayList<>();
    for (String attribute : attributes) {
      String value = known.getOrDefault(attribute, "").strip();
      if (!value.isEmpty()) {
        hats.add(hat(attribute, value));
      }
    }
    return hats;
  }

  private static Element hat(String attribute, String value) {
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    return Element.builder("hat", Muc.HATS)
        .attribute("title", value)
        .attribute("uri", "urn:x-chancery:hat:" + attribute + ":" + encoded)
        .build();
  }
}
