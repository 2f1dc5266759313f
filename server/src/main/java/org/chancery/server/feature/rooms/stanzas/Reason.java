package org.chancery.server.feature.rooms.stanzas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;

/**
 * Who brought something about in a room, and why. Immutable.
 *
 * @param actor the nickname of who did it
 * @param text what that person wrote; empty for nothing
 */
public record Reason(Optional<String> actor, String text) {
  /** Nobody in particular, for no reason that was given. */
  public static final Reason NONE = new Reason(Optional.empty(), "");

  /** Only a text. */
  public static Reason of(String text) {
    return new Reason(Optional.empty(), text);
  }

  /** As children of an item, XEP-0045 section 8.2. */
  List<Element> toElements() {
    List<Element> elements = new ArrayList<>(2);
    actor.ifPresent(
        nick -> elements.add(Element.builder("actor", Muc.USER).attribute("nick", nick).build()));
    if (!text.isEmpty()) {
      elements.add(Element.of("reason", Muc.USER, text));
    }
    return elements;
  }
}
