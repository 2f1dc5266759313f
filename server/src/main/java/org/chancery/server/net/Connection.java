package org.chancery.server.net;

import java.net.InetAddress;
import org.chancery.auth.sasl.Channel;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.stream.StreamHeader;
import org.chancery.protocol.stream.StreamLimits;

/**
 * One transport connection: TCP here, WebSocket and BOSH to come. The writing methods may be called
 * by any thread and keep the order of the calls; {@link #take} belongs to the stream's own thread.
 */
public interface Connection {

  /**
   * The id of the stream, unguessable: it goes on the wire (RFC 6120 section 4.7.3), into the log
   * and on record.
   */
  String id();

  /** The peer's address and port, for the log and the record. */
  String remoteAddress();

  /** The peer's address, for limits on attempts. */
  InetAddress source();

  /** Whether TLS is in place. */
  boolean encrypted();

  /** Whether this transport can still upgrade to TLS by STARTTLS. */
  boolean canStartTls();

  /** The protocol and cipher suite, for the record; empty without TLS. */
  String encryption();

  /** What it brings with it for logging in. */
  Channel channel();

  /**
   * The next event. Waits for it; lets the transport read on when it had paused because too much
   * was waiting.
   */
  StreamEvent take() throws InterruptedException;

  /**
   * Lets the stream's thread end while nothing happens, since a thread that waits keeps some
   * kilobytes of stack. {@code resume} will be called once, by any thread, when there is an event
   * to take.
   *
   * @return false when there is one already; then {@code resume} is not called
   */
  boolean rest(Runnable resume);

  /**
   * Puts an event in front of the stream's thread, for instance from a thread that ends the
   * session.
   */
  void signal(StreamEvent event);

  /** Opens the server's side of the stream. */
  void open(StreamHeader header);

  /** Writes XML. A peer whose unsent output is over the limit is disconnected instead. */
  void write(String xml);

  /**
   * Writes {@code <proceed/>}, then takes TLS into use; what came in clear meanwhile is thrown
   * away.
   */
  void startTls(String proceed);

  /**
   * Expects a new stream after {@code reply} is written (after SASL success), within new limits.
   */
  void restart(String reply, StreamLimits limits);

  /** Says that the person is authenticated and bound: the time-out for negotiation ends. */
  void established();

  /**
   * Closes the stream and then the connection, with an error unless {@code error} is empty. Doing
   * it twice is harmless.
   */
  void close(java.util.Optional<StreamError> error);

  /** Drops the connection without a word. */
  void abort();

  /** Drops the connection unless it is being closed properly already. */
  void abortUnlessClosing();
}
