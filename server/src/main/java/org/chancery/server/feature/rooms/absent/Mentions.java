package org.chancery.server.feature.rooms.absent;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.feature.rooms.state.Room;

/**
 * Whom a message mentions: by a reference to the address (XEP-0372), or by a word that is the
 * reserved nickname or the first part of the address. Immutable.
 */
final class Mentions {
  private static final String REFERENCE = "urn:xmpp:reference:0";
  private static final String SCHEME = "xmpp:";

  private final Set<String> addresses;
  private final String text;

  private Mentions(Set<String> addresses, String text) {
    this.addresses = addresses;
    this.text = text;
  }

  static Mentions in(Message message) {
    Set<String> addresses = new HashSet<>();
    for (Element reference : message.element().children("reference", REFERENCE)) {
      String uri = reference.attribute("uri").orElse("");
      boolean mention = reference.attribute("type").filter("mention"::equals).isPresent();
      if (mention && uri.startsWith(SCHEME)) {
        addresses.add(address(uri.substring(SCHEME.length())));
      }
    }
    return new Mentions(addresses, folded(message.body().orElse("")));
  }

  /** RFC 5122: what could not stand in a URI is escaped; a plus sign stands for itself. */
  private static String address(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether it mentions a person.
   *
   * @param nick reserved for the person in the room; empty for none
   */
  boolean of(Room room, Jid person, String nick) {
    return addresses.contains(person.toString())
        || !nick.isEmpty() && (addresses.contains(room.address(nick).toString()) || says(nick))
        || says(person.local());
  }

  /** Whether the word stands in the text by itself. */
  private boolean says(String word) {
    String wanted = folded(word);
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      boolean begins = at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at));
      boolean ends = end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }
}
