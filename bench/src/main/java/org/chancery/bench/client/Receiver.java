package org.chancery.bench.client;

/** What a session does with what comes in. Called on the event loop. */
public interface Receiver {
  /** A complete stanza; the view is valid only during the call. */
  void stanza(Stanza stanza);

  /** The connection ended, and this session with it. */
  default void ended() {}
}
