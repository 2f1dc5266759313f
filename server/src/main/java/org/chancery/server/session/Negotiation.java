package org.chancery.server.session;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.stream.StreamHeader;
import org.chancery.server.net.Connection;
import org.chancery.server.net.StreamEvent;

/**
 * Negotiates one client's stream up to a bound or resumed session, RFC 6120 sections 4 to 7: TLS,
 * then SASL, then binding. Used by the stream's own thread.
 */
final class Negotiation {
  private final Connection connection;
  private final NegotiationParts parts;
  private Optional<SaslNegotiation> sasl = Optional.empty();
  private Optional<SaslNegotiation.Authenticated> person = Optional.empty();
  private Optional<Session> session = Optional.empty();
  private Optional<String> language = Optional.empty();
  private String domain = "";
  private boolean streamOpen;

  Negotiation(Connection connection, NegotiationParts parts) {
    this.connection = connection;
    this.parts = parts;
  }

  /** The stream's language, if the client named one. */
  Optional<String> language() {
    return language;
  }

  /** The session, as soon as there is one. */
  Optional<Session> session() {
    return session;
  }

  /**
   * Negotiates.
   *
   * @return the session; empty when the client went away before
   * @throws StreamException when the stream has to be closed with an error
   */
  Optional<Session> negotiate() throws InterruptedException {
    while (session.isEmpty()) {
      switch (connection.take()) {
        case StreamEvent.Opened(StreamHeader header) -> open(header);
        case StreamEvent.Received(Element element) -> element(element);
        case StreamEvent.Failed(var error) -> throw new StreamException(error);
        case StreamEvent.Ended(var error) -> throw new StreamException(error);
        case StreamEvent.Silent(), StreamEvent.Quiet() -> {}
        case StreamEvent.Closed() -> {
          connection.close(Optional.empty());
          return Optional.empty();
        }
        case StreamEvent.Disconnected() -> {
          return Optional.empty();
        }
      }
    }
    return session;
  }

  // ---- the stream header and features ----

  private void open(StreamHeader header) {
    String asked = header.to().orElse("");
    boolean known = parts.domains().contains(normalised(asked));
    domain = known ? normalised(asked) : parts.domains().iterator().next();
    language = header.lang().filter(lang -> lang.length() <= 35);
    connection.open(StreamHeader.response(connection.id(), Optional.of(domain)));
    streamOpen = true;
    if (!header.contentNamespace().equals(Namespaces.CLIENT)) {
      throw new StreamException(Condition.INVALID_NAMESPACE, "");
    }
    if (!known) {
      throw new StreamException(
          asked.isEmpty() ? Condition.IMPROPER_ADDRESSING : Condition.HOST_UNKNOWN, "");
    }
    if (header.version().filter(version -> !version.startsWith("0")).isEmpty()) {
      throw new StreamException(Condition.UNSUPPORTED_VERSION, "This server speaks XMPP 1.0.");
    }
    connection.write(features().toXml());
  }

  private static String normalised(String asked) {
    try {
      return Jid.of(asked).toString();
    } catch (JidException e) {
      return "";
    }
  }

  private Element features() {
    Element.Builder features = Element.builder("features", Namespaces.STREAM);
    if (person.isPresent()) {
      features.add(Element.of("bind", Namespaces.BIND));
      features.add(
          Element.builder("session", Namespaces.SESSION)
              .add("optional")
              .build()); // for clients of RFC 3921
      features.add(StreamManager.feature());
      features.addAll(parts.hooks().streamFeatures(domain));
    } else {
      if (connection.canStartTls()) {
        Element.Builder startTls = Element.builder("starttls", Namespaces.TLS);
        features.add((parts.config().requireTls() ? startTls.add("required") : startTls).build());
      }
      if (connection.encrypted() || !parts.config().requireTls()) {
        sasl = Optional.of(new SaslNegotiation(connection, parts, domain));
        features.addAll(sasl.get().features());
      }
    }
    return features.add(parts.limits(person.isPresent())).build();
  }

  // ---- first-level elements ----

  private void element(Element element) {
    if (!streamOpen) {
      throw new StreamException(Condition.NOT_AUTHORIZED, "");
    }
    switch (element.namespace()) {
      case Namespaces.TLS -> tls(element);
      case Namespaces.SASL -> authenticate(element);
      case SessionNamespaces.STREAM_MANAGEMENT -> resume(element);
      case Namespaces.CLIENT -> bind(element);
      default ->
          throw new StreamException(
              person.isPresent() ? Condition.UNSUPPORTED_STANZA_TYPE : Condition.NOT_AUTHORIZED,
              "");
    }
  }

  private void tls(Element element) {
    if (!element.name().equals("starttls") || !connection.canStartTls() || person.isPresent()) {
      connection.write("<failure xmlns='" + Namespaces.TLS + "'/>");
      throw new StreamException(Condition.POLICY_VIOLATION, "TLS can't be started now.");
    }
    streamOpen = false;
    connection.startTls("<proceed xmlns='" + Namespaces.TLS + "'/>");
  }

  private void authenticate(Element element) {
    if (person.isPresent()) {
      throw new StreamException(Condition.POLICY_VIOLATION, "You are logged in already.");
    }
    SaslNegotiation negotiation =
        sasl.orElseThrow(
            () ->
                new StreamException(
                    Condition.POLICY_VIOLATION, "TLS is required before logging in."));
    person = negotiation.handle(element);
    if (person.isPresent()) {
      streamOpen = false;
    }
  }

  private void resume(Element element) {
    SaslNegotiation.Authenticated authenticated = authenticated();
    if (element.name().equals("resume")) {
      session = parts.streamManager().resume(connection, authenticated.address(), element);
      session.ifPresent(resumed -> resumed.credential(authenticated.credential()));
    } else {
      connection.write(
          "<failed xmlns='%s'><unexpected-request xmlns='%s'/></failed>"
              .formatted(SessionNamespaces.STREAM_MANAGEMENT, Namespaces.STANZA_ERRORS));
    }
  }

  // ---- binding ----

  private void bind(Element element) {
    SaslNegotiation.Authenticated authenticated = authenticated();
    if (!isBindRequest(element)) {
      throw new StreamException(Condition.NOT_AUTHORIZED, "Bind a resource first.");
    }
    try {
      Iq request = (Iq) org.chancery.protocol.Stanza.of(element);
      Jid address = chosenAddress(request.payload(), authenticated.address());
      if (parts.sessions().of(authenticated.address()).size() >= parts.config().sessionsPerAccount()
          && parts.sessions().find(address).isEmpty()) {
        throw new StanzaException(
            StanzaError.Condition.RESOURCE_CONSTRAINT, "Too many clients are logged in.");
      }
      Session opened = parts.lifecycle().open(address, connection, authenticated);
      session = Optional.of(opened);
      opened.sendNonza(boundTo(request, address));
    } catch (StanzaException e) {
      connection.write(MalformedStanza.reply(element, authenticated.address(), e.error()).toXml());
    }
  }

  private static boolean isBindRequest(Element element) {
    return element.name().equals("iq")
        && element.attribute("type").filter("set"::equals).isPresent()
        && element.child("bind", Namespaces.BIND).isPresent();
  }

  private static Element boundTo(Iq request, Jid address) {
    Element bind = Element.builder("bind", Namespaces.BIND).add("jid", address.toString()).build();
    return Element.builder("iq", Namespaces.CLIENT)
        .attribute("type", "result")
        .attribute("id", request.id())
        .add(bind)
        .build();
  }

  private Jid chosenAddress(Element bind, Jid account) {
    String wanted = bind.childText("resource").orElse("");
    try {
      return account.withResource(wanted.isEmpty() ? parts.ids().get() : wanted);
    } catch (JidException e) {
      throw new StanzaException(StanzaError.Condition.BAD_REQUEST, "The resource is not valid.");
    }
  }

  private SaslNegotiation.Authenticated authenticated() {
    return person.orElseThrow(() -> new StreamException(Condition.NOT_AUTHORIZED, ""));
  }
}
