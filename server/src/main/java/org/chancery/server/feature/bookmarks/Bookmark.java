package org.chancery.server.feature.bookmarks;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;

/**
 * A bookmark of a room.
 *
 * @param room the room
 * @param name what the person calls it; empty for nothing
 * @param autojoin whether clients join by themselves
 * @param nick the nickname there; empty for the usual one
 * @param password what the room wants to hear; empty for none
 */
record Bookmark(Jid room, String name, boolean autojoin, String nick, String password) {
  static final String NEW = "urn:xmpp:bookmarks:1";
  static final String OLD = "storage:bookmarks";
  private static final String CONFERENCE = "conference";

  /** One of the new kind, whose room is the item's id. */
  static Optional<Bookmark> ofNew(String id, Element conference) {
    return conference.is(CONFERENCE, NEW) ? of(id, conference) : Optional.empty();
  }

  /** One of the old kind. */
  static Optional<Bookmark> ofOld(Element conference) {
    return conference.is(CONFERENCE, OLD)
        ? of(conference.attribute("jid").orElse(""), conference)
        : Optional.empty();
  }

  private static Optional<Bookmark> of(String address, Element conference) {
    try {
      return Optional.of(
          new Bookmark(
              Jid.of(address),
              conference.attribute("name").orElse(""),
              conference
                  .attribute("autojoin")
                  .filter(it -> it.equals("true") || it.equals("1"))
                  .isPresent(),
              conference.childText("nick").orElse(""),
              conference.childText("password").orElse("")));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  Element toOld() {
    Element.Builder conference = Element.builder(CONFERENCE, OLD).attribute("jid", room.toString());
    return fill(conference).build();
  }

  /** As an item of the new kind; what it already says besides is kept. */
  Element toNew(Optional<Element> before) {
    Element.Builder conference = fill(Element.builder(CONFERENCE, NEW));
    before.ifPresent(
        old ->
            old.children().stream()
                .filter(child -> !child.is("nick", NEW) && !child.is("password", NEW))
                .forEach(conference::add));
    return conference.build();
  }

  private Element.Builder fill(Element.Builder conference) {
    if (!name.isEmpty()) {
      conference.attribute("name", name);
    }
    if (autojoin) {
      conference.attribute("autojoin", "true");
    }
    return conference.addUnlessEmpty("nick", nick).addUnlessEmpty("password", password);
  }
}
