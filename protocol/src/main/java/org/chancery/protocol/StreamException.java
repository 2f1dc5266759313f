package org.chancery.protocol;

/** The stream cannot go on; the peer gets {@link #error()} and the stream is closed. */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient StreamError error;

  /** With the error that the peer will see. */
  public StreamException(StreamError error) {
    super(
        error.condition().xmlName() + (error.text().isEmpty() ? "" : ": " + error.text()),
        null,
        false,
        false);
    this.error = error;
  }

  /** With a condition and a sentence for the person, empty for none. */
  public StreamException(StreamError.Condition condition, String text) {
    this(new StreamError(condition, text));
  }

  /** What the peer is told. */
  public StreamError error() {
    return error;
  }
}
