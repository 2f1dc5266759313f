package org.chancery.auth.sasl;

/**
 * A SCRAM client's first message, RFC 5802 section 7.
 *
 * @param header the GS2 header as sent, with its last comma: what the client binds the channel to
 * @param flag {@code n}, {@code y} or {@code p}
 * @param bindingType the channel binding type after {@code p=}; empty for the other flags
 * @param authzid whom the client wants to act as; empty for itself
 * @param name the user name, unescaped
 * @param nonce the client's part of the nonce
 * @param bare the message without the header: part of what is signed
 */
record ClientFirst(
    String header,
    char flag,
    String bindingType,
    String authzid,
    String name,
    String nonce,
    String bare) {
  private static final int LONGEST_NAME = 1023;
  private static final int SHORTEST_NONCE = 8;

  static ClientFirst parse(String message) throws MalformedMessageException {
    int flagEnd = message.indexOf(',');
    int headerEnd = message.indexOf(',', flagEnd + 1);
    if (flagEnd < 0 || headerEnd < 0) {
      throw new MalformedMessageException("The message has no GS2 header.");
    }
    String flag = message.substring(0, flagEnd);
    String authzid = message.substring(flagEnd + 1, headerEnd);
    if (!flag.equals("n")
        && !flag.equals("y")
        && !(flag.startsWith("p=") && isBindingName(flag.substring(2)))) {
      throw new MalformedMessageException("The channel binding flag is not valid.");
    }
    if (!authzid.isEmpty() && !authzid.startsWith("a=")) {
      throw new MalformedMessageException("The authorisation identity is not valid.");
    }
    String bare = message.substring(headerEnd + 1);
    if (bare.startsWith("m=")) {
      throw new MalformedMessageException("The message needs an extension that is not supported.");
    }
    String[] attributes = bare.split(",", -1);
    if (attributes.length < 2
        || !attributes[0].startsWith("n=")
        || !attributes[1].startsWith("r=")) {
      throw new MalformedMessageException("The message must have a user name and a nonce.");
    }
    return new ClientFirst(
        message.substring(0, headerEnd + 1),
        flag.charAt(0),
        flag.startsWith("p=") ? flag.substring(2) : "",
        authzid.isEmpty() ? "" : name(authzid.substring(2)),
        name(attributes[0].substring(2)),
        nonce(attributes[1].substring(2)),
        bare);
  }

  private static boolean isBindingName(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c -> Character.isLetterOrDigit(c) && c < 128 || c == '.' || c == '-');
  }

  private static String nonce(String text) throws MalformedMessageException {
    if (text.length() < SHORTEST_NONCE || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new MalformedMessageException(
          "The nonce is too short or has characters that are not allowed.");
    }
    return text;
  }

  /**
   * Reads a {@code saslname}: {@code =2C} stands for a comma, {@code =3D} for an equals sign, any
   * other is an error.
   */
  private static String name(String escaped) throws MalformedMessageException {
    if (escaped.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0) {
      throw new MalformedMessageException("The user name is not escaped as it must be.");
    }
    String name = escaped.replace("=2C", ",").replace("=3D", "=");
    if (name.isEmpty() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new MalformedMessageException("The user name is empty or too long.");
    }
    return name;
  }
}
