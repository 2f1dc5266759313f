package org.chancery.server.feature.upload;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Names of files as people see them; they are never part of a path on this machine. */
final class FileNames {
  private static final int LONGEST = 200;
  private static final String HEX = "0123456789ABCDEF";

  private FileNames() {}

  /**
   * A name without directories, without what can't be seen or turns the direction of writing (which
   * makes {@code exe.jpg} of {@code gpj.exe}), and not too long; its end, which tells the type,
   * stays.
   */
  static String clean(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String visible =
        last.codePoints()
            .filter(FileNames::isVisible)
            .mapToObj(Character::toString)
            .collect(Collectors.joining())
            .strip();
    int count = visible.codePointCount(0, visible.length());
    String shortened =
        count <= LONGEST
            ? visible
            : visible.substring(visible.offsetByCodePoints(0, count - LONGEST));
    return shortened.matches("\\.*") ? "file" : shortened;
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      // The joiner is what families and flags among the emoji are made with.
      case Character.FORMAT -> character == 0x200D;
      default -> true;
    };
  }

  /** As part of a URL's path (RFC 3986 section 2.3), or of an extended value (RFC 8187). */
  static String percentEncoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  /** The header Content-Disposition (RFC 6266), with a plain name for old clients. */
  static String disposition(String how, String name) {
    return "%s; filename=\"%s\"; filename*=UTF-8''%s"
        .formatted(how, name.replaceAll("[^A-Za-z0-9._ -]", "_"), percentEncoded(name));
  }
}
