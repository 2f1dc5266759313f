package org.chancery.auth.ldap;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;

/**
 * Names in the directory and local parts of addresses. Characters that an address can't have are
 * escaped as XEP-0106 says, so that {@code O'Brien} is {@code o\27brien}.
 */
final class Names {
  private static final Map<Character, String> ESCAPES =
      Map.of(
          ' ', "\\20", '"', "\\22", '&', "\\26", '\'', "\\27", '/', "\\2f", ':', "\\3a", '<',
          "\\3c", '>', "\\3e", '@', "\\40");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(20|22|26|27|2f|3a|3c|3e|40|5c)");

  private final String domain;
  private final String suffix;

  /** For a domain, and what follows the local part in the directory's names. */
  Names(String domain, String suffix) {
    this.domain = domain;
    this.suffix = suffix;
  }

  /** The name that the directory has for an address. */
  String inDirectory(Jid address) {
    Matcher escaped = ESCAPED.matcher(address.local());
    String name =
        escaped.replaceAll(
            match ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 16))));
    return name + suffix;
  }

  /** The address of a name in the directory; empty when it can't be one. */
  Optional<Jid> address(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String end = suffix.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(end) || lower.startsWith(" ") || lower.length() == end.length()) {
      return Optional.empty();
    }
    String stripped = name.substring(0, name.length() - suffix.length());
    if (stripped.endsWith(" ")) {
      return Optional.empty();
    }
    StringBuilder local = new StringBuilder();
    String kept =
        ESCAPED
            .matcher(stripped)
            .replaceAll(match -> Matcher.quoteReplacement("\\5c" + match.group(1)));
    kept.chars().forEach(c -> local.append(ESCAPES.getOrDefault((char) c, Character.toString(c))));
    try {
      return Optional.of(Jid.of(local.toString(), domain, ""));
    } catch (JidException e) {
      return Optional.empty();
    }
  }
}
