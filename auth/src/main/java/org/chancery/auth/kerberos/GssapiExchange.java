package org.chancery.auth.kerberos;

import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.Account;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.Proven;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.protocol.Jid;
import org.ietf.jgss.GSSException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GSSAPI: the JDK judges the ticket, this says whose account it stands for. */
final class GssapiExchange implements SaslExchange {
  private static final Logger LOG = LoggerFactory.getLogger(GssapiExchange.class);

  private final Gssapi mechanism;
  private final String domain;
  private Optional<SaslServer> server = Optional.empty();
  private String principal = "";
  private Optional<Jid> account = Optional.empty();

  GssapiExchange(Gssapi mechanism, String domain) {
    this.mechanism = mechanism;
    this.domain = domain;
  }

  @Override
  public Step respond(byte[] data) {
    try {
      SaslServer current = server.isPresent() ? server.get() : mechanism.server(this::authorize);
      server = Optional.of(current);
      byte[] answer = mechanism.asService(() -> current.evaluateResponse(data));
      if (!current.isComplete()) {
        return new Challenge(answer);
      }
      current.dispose();
      return account
          .map(one -> Proven.step(mechanism.directories(), one, credential()))
          .orElseGet(() -> refused("not-authorized", "The ticket names no account here.", false));
    } catch (SaslException e) {
      return meaning(e);
    }
  }

  private Credential credential() {
    return new Credential.Lasting(Map.of("principal", principal));
  }

  /**
   * Called once the ticket has proved the principal. Nobody may act for another, and who names
   * nobody (then the JDK repeats the principal) acts as himself.
   */
  private void authorize(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (!(callback instanceof AuthorizeCallback question)) {
        throw new UnsupportedCallbackException(callback);
      }
      principal = question.getAuthenticationID();
      account = account(principal);
      String wanted = question.getAuthorizationID();
      question.setAuthorized(
          wanted.equals(principal)
              || account.isPresent() && new Account(wanted, account).mayActAs(wanted));
    }
  }

  /** Only a person's own principal, of one component and of a realm that is ours, is an account. */
  private Optional<Jid> account(String name) {
    int at = name.lastIndexOf('@');
    boolean simple = at > 0 && name.substring(0, at).chars().noneMatch(c -> "/@\\".indexOf(c) >= 0);
    return simple && mechanism.settings().realms().contains(name.substring(at + 1))
        ? Account.named(name.substring(0, at), domain).address()
        : Optional.empty();
  }

  private Failure meaning(SaslException e) {
    if (!principal.isEmpty()) {
      return account.isPresent()
          ? refused("invalid-authzid", "The ticket is not that person's.", false)
          : refused("not-authorized", "The ticket names no account here.", false);
    }
    LOG.info("a Kerberos ticket was refused: {}", reason(e));
    boolean expired =
        e.getCause() instanceof GSSException gss
            && (gss.getMajor() == GSSException.CREDENTIALS_EXPIRED
                || gss.getMajor() == GSSException.CONTEXT_EXPIRED);
    return refused(
        expired ? "credentials-expired" : "not-authorized",
        "The Kerberos ticket was not accepted.",
        expired);
  }

  /** What the JDK's Kerberos says: numbers and fixed texts. */
  private static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String text = innermost.toString();
    return text.substring(0, Math.min(text.length(), 160));
  }

  private Failure refused(String condition, String text, boolean expired) {
    return new Failure(condition, text, new Outcome.Unproven(text, expired), shortened(principal));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), 100));
  }
}
