package org.chancery.server.session;

import java.util.Optional;
import org.chancery.protocol.Attribute;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.chancery.server.feature.Hooks;
import org.chancery.server.net.Connection;
import org.chancery.server.net.StreamEvent;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One client's stream, on a virtual thread of its own: negotiates, then takes stanza after stanza
 * to the {@link Router}. Plain blocking code, so that order is kept and a stack trace tells the
 * whole story. When nothing has come for some seconds the thread ends, and the next event starts
 * another: so there is never more than one.
 */
final class ClientStream implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ClientStream.class);

  private static final String LOST = "connection lost";

  private final Connection connection;
  private final Negotiation negotiation;
  private final Lifecycle lifecycle;
  private final StreamManager streamManager;
  private final Router router;
  private final Hooks hooks;
  private Optional<Session> session = Optional.empty();

  ClientStream(
      Connection connection,
      Negotiation negotiation,
      Lifecycle lifecycle,
      StreamManager streamManager,
      Router router,
      Hooks hooks) {
    this.connection = connection;
    this.negotiation = negotiation;
    this.lifecycle = lifecycle;
    this.streamManager = streamManager;
    this.router = router;
    this.hooks = hooks;
  }

  /** Starts the stream's thread, at first or again after a rest. */
  void start() {
    Thread.ofVirtual().name("stream-" + connection.id()).start(this);
  }

  @Override
  public void run() {
    MDC.put("session", connection.id());
    boolean rests = false;
    String how = LOST;
    try {
      if (session.isEmpty()) {
        session = negotiation.negotiate();
        session.ifPresent(bound -> connection.established());
      }
      if (session.isPresent()) {
        Optional<String> ended = serve(session.get());
        rests = ended.isEmpty();
        how = ended.orElse(LOST);
      }
    } catch (StreamException e) {
      how = "stream error " + e.error().condition().xmlName();
      log.info(
          "stream ended with an error condition={} from={}",
          e.error().condition().xmlName(),
          connection.remoteAddress());
      session = session.or(negotiation::session);
      connection.close(Optional.of(e.error()));
    } catch (InterruptedException e) {
      connection.close(Optional.of(StreamError.of(Condition.SYSTEM_SHUTDOWN)));
    } catch (RuntimeException e) {
      how = "internal error";
      log.error("internal error in stream from={}", connection.remoteAddress(), e);
      connection.close(Optional.of(StreamError.of(Condition.INTERNAL_SERVER_ERROR)));
    } finally {
      // Another thread may be at work already when this one has left the stream to rest.
      if (!rests) {
        end(how);
      }
    }
  }

  private void end(String how) {
    session.ifPresent(
        bound -> {
          if (how.equals(LOST)) {
            lifecycle.disconnected(bound, connection, how);
          } else if (bound.connection().filter(current -> current == connection).isPresent()) {
            lifecycle.close(bound, how);
          }
        });
    connection.abortUnlessClosing();
  }

  /** Returns how the stream ended, unless by an error; nothing when it rests. */
  private Optional<String> serve(Session session) throws InterruptedException {
    Origin origin = Origin.of(session);
    while (true) {
      switch (connection.take()) {
        case StreamEvent.Received(Element element) -> handle(session, origin, element);
        case StreamEvent.Silent() -> streamManager.probe(session);
        case StreamEvent.Quiet() -> {
          if (connection.rest(this::start)) {
            return Optional.empty();
          }
        }
        case StreamEvent.Closed() -> {
          connection.close(Optional.empty());
          return Optional.of("logged out");
        }
        case StreamEvent.Disconnected() -> {
          return Optional.of(LOST);
        }
        case StreamEvent.Failed(StreamError error) -> throw new StreamException(error);
        case StreamEvent.Ended(StreamError error) -> throw new StreamException(error);
        case StreamEvent.Opened(var header) ->
            throw new StreamException(Condition.NOT_WELL_FORMED, "");
      }
    }
  }

  private void handle(Session session, Origin origin, Element element) {
    if (element.namespace().equals(Namespaces.CLIENT)) {
      if (!session.handle(connection, () -> stanza(session, origin, element))) {
        throw new StreamException(Condition.CONFLICT, "");
      }
    } else if (element.namespace().equals(SessionNamespaces.STREAM_MANAGEMENT)) {
      streamManager.handle(session, element);
    } else {
      hooks
          .nonza(element)
          .orElseThrow(() -> new StreamException(Condition.UNSUPPORTED_STANZA_TYPE, ""))
          .handle(session, element);
    }
  }

  private void stanza(Session session, Origin origin, Element element) {
    checkSender(session, element);
    Element stamped = withLanguage(element.withAttribute("from", session.address().toString()));
    Stanza stanza;
    try {
      stanza = Stanza.of(stamped);
    } catch (StanzaException e) {
      session.sendNonza(MalformedStanza.reply(stamped, session.address(), e.error()));
      return;
    }
    router.route(origin, stanza);
  }

  /**
   * A client may name itself, fully or without its resource, and nobody else (RFC 6120 section
   * 8.1.2.1).
   */
  private static void checkSender(Session session, Element element) {
    Optional<String> claimed = element.attribute("from");
    if (claimed.isPresent()) {
      Jid address = session.address();
      String text = claimed.get();
      if (!text.equals(address.toString()) && !isAddressOf(text, address)) {
        throw new StreamException(Condition.INVALID_FROM, "");
      }
    }
  }

  private static boolean isAddressOf(String text, Jid address) {
    try {
      Jid claimed = Jid.of(text);
      return claimed.equals(address) || claimed.equals(address.bare());
    } catch (org.chancery.protocol.JidException e) {
      return false;
    }
  }

  /** A stanza without a language has that of its stream (RFC 6120 section 8.1.5). */
  private Element withLanguage(Element element) {
    Optional<String> language = negotiation.language();
    if (language.isEmpty()
        || element.attribute(Namespaces.XML, "lang").isPresent()
        || element.is("iq", Namespaces.CLIENT)) {
      return element;
    }
    return element.withAttribute(new Attribute(Namespaces.XML, "lang", language.get()));
  }
}
