package org.chancery.server.session;

import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamException;
import org.chancery.server.net.Connection;

/**
 * Stream management, XEP-0198: the elements of its namespace. A client's stanza counts as handled
 * only after its audit row was committed, since {@link Session#handle} counts when the router has
 * returned. Thread-safe.
 */
final class StreamManager {
  private static final String NAMESPACE = SessionNamespaces.STREAM_MANAGEMENT;

  private final Sessions sessions;
  private final Lifecycle lifecycle;
  private final SessionConfig config;
  private final Supplier<String> ids;

  StreamManager(
      Sessions sessions, Lifecycle lifecycle, SessionConfig config, Supplier<String> ids) {
    this.sessions = sessions;
    this.lifecycle = lifecycle;
    this.config = config;
    this.ids = ids;
  }

  /** The stream feature. */
  static Element feature() {
    return Element.of("sm", NAMESPACE);
  }

  /** Handles an element on a bound stream. */
  void handle(Session session, Element element) {
    switch (element.name()) {
      case "r" -> answer(session);
      case "a" -> acknowledged(session, element);
      case "enable" -> enable(session, element);
      case "resume" -> session.sendNonza(failed("unexpected-request", Optional.empty()));
      default -> throw new StreamException(StreamError.Condition.UNSUPPORTED_STANZA_TYPE, "");
    }
  }

  private static void answer(Session session) {
    session
        .management()
        .ifPresentOrElse(
            counters ->
                session.sendNonza(
                    Element.builder("a", NAMESPACE)
                        .attribute("h", Long.toString(counters.handled()))
                        .build()),
            () -> session.sendNonza(failed("unexpected-request", Optional.empty())));
  }

  private static void acknowledged(Session session, Element element) {
    if (session.management().isPresent() && !session.acknowledged(count(element))) {
      throw new StreamException(
          StreamError.Condition.UNDEFINED_CONDITION,
          "More stanzas were acknowledged than were sent.");
    }
  }

  private void enable(Session session, Element element) {
    if (session.management().isPresent()) {
      session.sendNonza(failed("unexpected-request", Optional.empty()));
      return;
    }
    boolean resume =
        element
            .attribute("resume")
            .filter(value -> value.equals("true") || value.equals("1"))
            .isPresent();
    String id = resume ? ids.get() : "";
    Element.Builder answer = Element.builder("enabled", NAMESPACE);
    if (resume) {
      answer.attribute("id", id).attribute("resume", "true");
      answer.attribute("max", Long.toString(config.resumeFor().toSeconds()));
      sessions.resumable(id, session);
    }
    session.manage(new StreamManagement(id, config), answer.build().toXml());
  }

  /**
   * A client that is authenticated but not bound wants to go on with an earlier session.
   *
   * @return the session if it could be resumed; otherwise the client has been told so and may bind
   */
  Optional<Session> resume(Connection connection, Jid account, Element element) {
    String previous = element.attribute("previd").orElse("");
    Optional<Session> session = sessions.resumable(previous, account);
    if (session.isPresent() && session.get().attach(connection, count(element))) {
      lifecycle.resumed(session.get());
      return session;
    }
    connection.write(failed("item-not-found", session.flatMap(Session::management)).toXml());
    return Optional.empty();
  }

  /** Asks a silent client whether it is still there. Any answer will do. */
  void probe(Session session) {
    if (session.management().isPresent()) {
      session.sendNonza(Element.of("r", NAMESPACE));
    } else {
      Jid server = session.address().domainOnly();
      session.send(
          Iq.request(
              Iq.Type.GET,
              ids.get(),
              server,
              session.address(),
              Element.of("ping", "urn:xmpp:ping")));
    }
  }

  private static Element failed(String condition, Optional<StreamManagement> counters) {
    Element.Builder failed = Element.builder("failed", NAMESPACE);
    counters.ifPresent(known -> failed.attribute("h", Long.toString(known.handled())));
    return failed.add(Element.of(condition, Namespaces.STANZA_ERRORS)).build();
  }

  private static long count(Element element) {
    try {
      return Integer.toUnsignedLong(Integer.parseUnsignedInt(element.attribute("h").orElse("")));
    } catch (NumberFormatException e) {
      throw new StreamException(
          StreamError.Condition.BAD_FORMAT, "The attribute 'h' is not a count.");
    }
  }
}
