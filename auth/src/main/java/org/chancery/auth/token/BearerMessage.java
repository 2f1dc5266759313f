package org.chancery.auth.token;

import java.util.Arrays;
import java.util.List;
import org.chancery.auth.sasl.MalformedMessageException;
import org.chancery.auth.sasl.Utf8;

/**
 * What a client sends first, RFC 7628 section 3.1.
 *
 * @param authzid whom it wants to be; empty for whom the token names
 * @param token the token; empty when the client asks what to do (section 4.3)
 */
record BearerMessage(String authzid, String token) {
  /** Tokens that name many groups get long; the limit of a stanza before the log-in is 16 kB. */
  private static final int LONGEST = 12 * 1024;

  private static final String SEPARATOR = "\u0001";
  private static final String SCHEME = "bearer ";

  static BearerMessage parse(byte[] data) throws MalformedMessageException {
    String message = Utf8.decode(data, LONGEST);
    List<String> parts = Arrays.asList(message.split(SEPARATOR, -1));
    boolean closed = message.endsWith(SEPARATOR + SEPARATOR);
    if (parts.size() < 3 || !closed) {
      throw new MalformedMessageException("OAUTHBEARER takes a header and a token.");
    }
    return new BearerMessage(authzid(parts.getFirst()), token(parts.subList(1, parts.size() - 2)));
  }

  /** The GS2 header of RFC 5801 section 4; there is no channel binding with tokens. */
  private static String authzid(String header) throws MalformedMessageException {
    String[] fields = header.split(",", -1);
    boolean plain = fields.length == 3 && (fields[0].equals("n") || fields[0].equals("y"));
    if (!plain || !fields[2].isEmpty()) {
      throw new MalformedMessageException("The header is not valid.");
    }
    if (fields[1].isEmpty()) {
      return "";
    }
    if (!fields[1].startsWith("a=")) {
      throw new MalformedMessageException("The authorisation identity is not valid.");
    }
    return fields[1].substring(2).replace("=2C", ",").replace("=3D", "=");
  }

  private static String token(List<String> pairs) throws MalformedMessageException {
    List<String> authorisations = pairs.stream().filter(it -> it.startsWith("auth=")).toList();
    if (authorisations.size() != 1) {
      throw new MalformedMessageException("The message must have one token.");
    }
    String value = authorisations.getFirst().substring("auth=".length());
    if (value.isEmpty()) {
      return "";
    }
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new MalformedMessageException("The token must be a bearer's.");
    }
    return value.substring(SCHEME.length()).strip();
  }
}
