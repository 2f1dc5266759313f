package org.chancery.server.feature.avatar;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A picture.
 *
 * @param hash SHA-1 of its bytes in lower-case hexadecimal: its name everywhere
 * @param type its media type
 * @param base64 its bytes in Base64, without line breaks
 * @param bytes how many bytes it has
 */
public record Photo(String hash, String type, String base64, int bytes) {

  /** Reads a picture; empty when the text is no Base64, or there is nothing in it. */
  public static Optional<Photo> ofBase64(String text, String claimedType) {
    byte[] bytes;
    try {
      // Line breaks are allowed; other characters that don't belong there are not.
      bytes = Base64.getDecoder().decode(text.replaceAll("[\\s]", ""));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return bytes.length == 0 ? Optional.empty() : Optional.of(of(bytes, claimedType));
  }

  /** A picture of these bytes; what they are themselves counts more than what is claimed. */
  public static Photo of(byte[] bytes, String claimedType) {
    String encoded = Base64.getEncoder().encodeToString(bytes);
    return new Photo(sha1(bytes), typeOf(bytes, claimedType), encoded, bytes.length);
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static String typeOf(byte[] bytes, String claimed) {
    if (begins(bytes, 0x89, 'P', 'N', 'G')) {
      return "image/png";
    }
    if (begins(bytes, 0xFF, 0xD8, 0xFF)) {
      return "image/jpeg";
    }
    if (begins(bytes, 'G', 'I', 'F', '8')) {
      return "image/gif";
    }
    if (begins(bytes, 'R', 'I', 'F', 'F')) {
      return "image/webp";
    }
    return claimed.startsWith("image/") && claimed.length() < 60
        ? claimed
        : "application/octet-stream";
  }

  private static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if ((bytes[i] & 0xFF) != with[i]) {
        return false;
      }
    }
    return true;
  }
}
