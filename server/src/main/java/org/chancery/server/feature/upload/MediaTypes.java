package org.chancery.server.feature.upload;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What files say they are. */
final class MediaTypes {
  /** What anything may be. */
  static final String ANYTHING = "application/octet-stream";

  /** RFC 6838 section 4.2. */
  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

  /** What a browser may show in place: none of these can run a script. */
  private static final Set<String> SHOWN =
      Set.of(
          "image/avif",
          "image/gif",
          "image/jpeg",
          "image/png",
          "image/webp",
          "audio/aac",
          "audio/flac",
          "audio/mp4",
          "audio/mpeg",
          "audio/ogg",
          "audio/opus",
          "audio/wav",
          "audio/webm",
          "video/mp4",
          "video/ogg",
          "video/webm");

  private MediaTypes() {}

  /** The type without its parameters, in lower case; empty for what is none. */
  static Optional<String> read(String header) {
    int parameters = header.indexOf(';');
    String type = parameters < 0 ? header : header.substring(0, parameters);
    return Optional.of(type.strip().toLowerCase(Locale.ROOT))
        .filter(it -> TYPE.matcher(it).matches());
  }

  static boolean isShownInPlace(String type) {
    return SHOWN.contains(type);
  }
}
