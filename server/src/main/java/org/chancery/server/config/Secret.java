package org.chancery.server.config;

/**
 * A password or key that came from a file or the environment. It does not show itself in logs: only
 * {@link #reveal()} gives the text.
 */
public final class Secret {

  private final String text;

  /** Holds the text. */
  public Secret(String text) {
    this.text = text;
  }

  /** The secret itself, for the one who needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "********";
  }
}
