package org.chancery.server.feature.rooms.absent;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore.Member;

/**
 * Whom a message mentions. By what the client says: explicitly, one person or all with an
 * affiliation or everybody (XEP-0513), by a reference to the address (XEP-0372), by replying to
 * what the person said (XEP-0461). Or by a word that is the reserved nickname or the first part of
 * the address. A person who is named and shall not be disturbed is not mentioned. Immutable.
 */
final class Mentions {
  private static final String EXPLICIT = "urn:xmpp:mentions:0";
  private static final String EVERYBODY = EXPLICIT + "#channel";
  private static final String REFERENCE = "urn:xmpp:reference:0";
  private static final String REPLY = "urn:xmpp:reply:0";
  private static final String SCHEME = "xmpp:";
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{Nd}]+");

  private final Room room;
  private final Set<String> named = new HashSet<>();
  private final Set<String> undisturbed = new HashSet<>();
  private final String text;
  private final Set<String> words;

  /** Reads a message of a room; what it replies to is looked up in the archive. */
  Mentions(Room room, Message message, ArchiveStore archive) {
    this.room = room;
    for (Element mention : message.element().children("mention", EXPLICIT)) {
      explicit(mention);
    }
    for (Element reference : message.element().children("reference", REFERENCE)) {
      if (reference.attribute("type").filter("mention"::equals).isPresent()) {
        named.add(address(reference.attribute("uri").orElse("")));
      }
    }
    message
        .element()
        .child("reply", REPLY)
        .flatMap(reply -> reply.attribute("id"))
        .flatMap(AuditPosition::ofStanzaId)
        .flatMap(position -> archive.roomMessage(room.address(), position))
        .ifPresent(earlier -> named.add(earlier.sender().bare().toString()));
    this.text = folded(message.body().orElse(""));
    this.words = words(text);
  }

  /** Who is meant only while active is not one who has not joined. */
  private void explicit(Element mention) {
    boolean here =
        mention
            .attribute("uri")
            .filter(uri -> !address(uri).equals(room.address().toString()))
            .isEmpty();
    if (mention.child("active", EXPLICIT).isEmpty()) {
      Set<String> to = mention.child("noping", EXPLICIT).isPresent() ? undisturbed : named;
      mention.attribute("mentions").filter(group -> here).ifPresent(to::add);
      mention.attribute("occupantid").ifPresent(to::add);
      mention.attribute("jid").ifPresent(to::add);
    }
  }

  /** RFC 5122: what could not stand in a URI is escaped; a plus sign stands for itself. */
  private static String address(String uri) {
    String path = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()) : "";
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether it mentions somebody who belongs to the room. */
  boolean of(Member member) {
    Jid person = member.person();
    String nick = member.nick();
    boolean spared = names(undisturbed, person, nick);
    return !spared
        && (named.contains(EVERYBODY)
            || named.contains(EXPLICIT + "#" + member.affiliation())
            || names(named, person, nick)
            || !nick.isEmpty() && says(nick)
            || says(person.local()));
  }

  private boolean names(Set<String> meant, Jid person, String nick) {
    return meant.contains(person.toString())
        || !nick.isEmpty() && meant.contains(room.address(nick).toString())
        || !meant.isEmpty() && meant.contains(room.occupantId(person));
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>(Arrays.asList(BETWEEN_WORDS.split(text)));
    words.remove("");
    return words;
  }

  /** Whether the name stands in the text by itself; a long text is searched only if it may. */
  private boolean says(String name) {
    String wanted = folded(name);
    if (!words.containsAll(words(wanted))) {
      return false;
    }
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
