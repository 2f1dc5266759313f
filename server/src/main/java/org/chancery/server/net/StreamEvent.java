package org.chancery.server.net;

import org.chancery.protocol.Element;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.stream.StreamHeader;

/** What a transport hands to the stream's own thread, in the order it happened. */
public sealed interface StreamEvent {

  /** The peer opened a stream. */
  record Opened(StreamHeader header) implements StreamEvent {}

  /** A complete first-level element came: a stanza or a negotiation element. */
  record Received(Element element) implements StreamEvent {}

  /** The peer closed its side of the stream properly. */
  record Closed() implements StreamEvent {}

  /** What the peer sent, or failed to send in time, ends the stream. */
  record Failed(StreamError error) implements StreamEvent {}

  /** The connection is gone without a word. */
  record Disconnected() implements StreamEvent {}

  /** Nothing has come for a while: ask whether the peer is still there. */
  record Silent() implements StreamEvent {}

  /** Nothing has come for some seconds: the stream's thread need not wait any longer. */
  record Quiet() implements StreamEvent {}

  /** The server itself wants the thread to look up: a session was replaced, or the server stops. */
  record Ended(StreamError error) implements StreamEvent {}
}
