package org.chancery.server.session;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.GuardedExchange;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.StreamException;
import org.chancery.server.net.Connection;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The XML around SASL, RFC 6120 section 6; the mechanisms themselves are in {@code auth}. Used by
 * one stream's thread.
 */
final class SaslNegotiation {
  private static final Logger log = LoggerFactory.getLogger(SaslNegotiation.class);
  private static final int MOST_UNUSABLE = 12;
  private static final String CHANNEL_BINDING = "urn:xmpp:sasl-cb:0";

  /**
   * Who has logged in, and how.
   *
   * @param address the bare address
   * @param mechanism the SASL mechanism
   * @param credential what was shown
   */
  record Authenticated(Jid address, String mechanism, Credential credential) {}

  private final Connection connection;
  private final NegotiationParts parts;
  private final String domain;
  private Optional<SaslExchange> exchange = Optional.empty();
  private String mechanism = "";
  private int failures;
  private int unusableAttempts;

  SaslNegotiation(Connection connection, NegotiationParts parts, String domain) {
    this.connection = connection;
    this.parts = parts;
    this.domain = domain;
  }

  /** The mechanisms and the channel bindings (XEP-0440) that are offered on this connection. */
  List<Element> features() {
    Channel channel = connection.channel();
    List<String> offered = parts.mechanisms().offered(domain, channel);
    Element.Builder mechanisms = Element.builder("mechanisms", Namespaces.SASL);
    offered.forEach(name -> mechanisms.add("mechanism", name));
    List<Element> features = new ArrayList<>(2);
    features.add(mechanisms.build());
    List<String> bindings = channel.binding().types();
    if (!bindings.isEmpty() && offered.stream().anyMatch(name -> name.endsWith("-PLUS"))) {
      Element.Builder types = Element.builder("sasl-channel-binding", CHANNEL_BINDING);
      bindings.forEach(
          type ->
              types.add(
                  Element.builder("channel-binding", CHANNEL_BINDING)
                      .attribute("type", type)
                      .build()));
      features.add(types.build());
    }
    return features;
  }

  /**
   * Handles an element of the SASL namespace.
   *
   * @return who has logged in, once that is so
   */
  Optional<Authenticated> handle(Element element) {
    switch (element.name()) {
      case "auth" -> {
        return start(element);
      }
      case "response" -> {
        return exchange.isPresent()
            ? step(exchange.get(), element)
            : fail("malformed-request", "", Optional.empty());
      }
      case "abort" -> {
        return fail("aborted", "", Optional.empty());
      }
      default -> throw new StreamException(StreamError.Condition.NOT_AUTHORIZED, "");
    }
  }

  private Optional<Authenticated> start(Element auth) {
    mechanism = auth.attribute("mechanism").orElse("");
    exchange = parts.mechanisms().start(mechanism, domain, connection.channel()).map(this::guarded);
    if (exchange.isEmpty()) {
      mechanism = "";
      return fail("invalid-mechanism", "", Optional.empty());
    }
    if (auth.text().isEmpty()) {
      connection.write(
          "<challenge xmlns='" + Namespaces.SASL + "'/>"); // no initial response: ask for it
      return Optional.empty();
    }
    return step(exchange.get(), auth);
  }

  /** The guard slows guessing down; only this connection's own thread waits. */
  private SaslExchange guarded(SaslExchange unguarded) {
    return new GuardedExchange(
        unguarded,
        parts.guard(),
        connection.source(),
        delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos()));
  }

  private Optional<Authenticated> step(SaslExchange current, Element element) {
    Optional<byte[]> data = decoded(element.text());
    if (data.isEmpty()) {
      return fail("incorrect-encoding", "", Optional.empty());
    }
    return switch (current.respond(data.get())) {
      case SaslExchange.Challenge(byte[] challenge) -> {
        connection.write(Element.of("challenge", Namespaces.SASL, encoded(challenge)).toXml());
        yield Optional.empty();
      }
      case SaslExchange.Success success -> succeed(success);
      case SaslExchange.Failure failure ->
          fail(failure.condition(), failure.text(), Optional.of(failure));
    };
  }

  private Optional<Authenticated> succeed(SaslExchange.Success success) {
    Element answer =
        success.additional().length == 0
            ? Element.of("success", Namespaces.SASL)
            : Element.of("success", Namespaces.SASL, encoded(success.additional()));
    connection.restart(answer.toXml(), parts.net().afterLogin());
    return Optional.of(new Authenticated(success.address(), mechanism, success.credential()));
  }

  private Optional<Authenticated> fail(
      String condition, String text, Optional<SaslExchange.Failure> failure) {
    exchange = Optional.empty();
    boolean unusable = failure.filter(it -> it.outcome() instanceof Outcome.Invalid).isPresent();
    if (!unusable) {
      failure.filter(this::isNews).ifPresent(this::recordFailure);
    }
    Element.Builder answer = Element.builder("failure", Namespaces.SASL).add(condition);
    if (!text.isEmpty()) {
      answer.add(
          Element.builder("text", Namespaces.SASL)
              .attribute(Namespaces.XML, "lang", "en")
              .text(text)
              .build());
    }
    connection.write(answer.build().toXml());
    countAttempt(unusable);
    return Optional.empty();
  }

  /**
   * Nothing was checked when a client could not use a mechanism: some try all that are offered,
   * strongest first, before they come to one that they do know. That must not cut them off before.
   */
  private void countAttempt(boolean unusable) {
    if (unusable
        ? ++unusableAttempts > MOST_UNUSABLE
        : ++failures >= parts.config().loginAttempts()) {
      throw new StreamException(
          StreamError.Condition.POLICY_VIOLATION, "Too many failed attempts to log in.");
    }
  }

  private boolean isNews(SaslExchange.Failure failure) {
    return !(failure.outcome() instanceof Outcome.TooManyAttempts)
        || parts.guard().isNewRefusal(connection.source());
  }

  private void recordFailure(SaslExchange.Failure failure) {
    String reason = failure.outcome().getClass().getSimpleName();
    log.info(
        "log-in failed mechanism={} reason={} from={}",
        mechanism,
        reason,
        connection.remoteAddress());
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.LOGIN_FAILED, parts.clock().instant())
            .session(connection.id())
            .detail("attempted", shortened(failure.attempted()))
            .detail("address", connection.source().getHostAddress())
            .detail("endpoint", connection.remoteAddress())
            .detail("mechanism", mechanism)
            .detail("reason", reason);
    if (failure.outcome() instanceof Outcome.Unproven(var why, _)) {
      entry.detail("why", why);
    }
    parts.auditLog().submit(entry.build());
  }

  private static String shortened(String attempted) {
    return attempted.length() <= 100 ? attempted : attempted.substring(0, 100);
  }

  private static Optional<byte[]> decoded(String text) {
    if (text.equals("=")) {
      return Optional.of(new byte[0]); // RFC 6120 section 6.4.2: an empty response
    }
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encoded(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }
}
