package org.chancery.protocol;

/**
 * A stanza cannot be handled; the sender gets {@link #error()}. Thrown by handlers and hooks,
 * turned into a reply by the router.
 */
public final class StanzaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient StanzaError error;

  /** With the error that the sender will see. */
  public StanzaException(StanzaError error) {
    super(
        error.condition().xmlName() + (error.text().isEmpty() ? "" : ": " + error.text()),
        null,
        false,
        false);
    this.error = error;
  }

  /** With a condition of its usual type and no text. */
  public StanzaException(StanzaError.Condition condition) {
    this(StanzaError.of(condition));
  }

  /** With a condition of its usual type and a sentence for the person. */
  public StanzaException(StanzaError.Condition condition, String text) {
    this(StanzaError.of(condition, text));
  }

  /** What the sender is told. */
  public StanzaError error() {
    return error;
  }
}
