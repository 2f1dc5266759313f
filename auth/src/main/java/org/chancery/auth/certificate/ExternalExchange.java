package org.chancery.auth.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.Account;
import org.chancery.auth.sasl.Failures;
import org.chancery.auth.sasl.MalformedMessageException;
import org.chancery.auth.sasl.Proven;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.Utf8;
import org.chancery.protocol.Jid;

/**
 * EXTERNAL: the client's message is whom it wants to be, or empty for whom its certificate names.
 */
final class ExternalExchange implements SaslExchange {
  private final External external;
  private final String domain;
  private final List<X509Certificate> chain;

  ExternalExchange(External external, String domain, List<X509Certificate> chain) {
    this.external = external;
    this.domain = domain;
    this.chain = chain;
  }

  @Override
  public Step respond(byte[] data) {
    String subject = CertificateCredential.subject(chain);
    try {
      String authzid = Utf8.decode(data);
      Optional<Outcome> objection =
          external.certificates().objection(chain, external.clock().instant());
      return objection.isPresent()
          ? Failures.of(objection.get(), authzid.isEmpty() ? subject : authzid)
          : choose(authzid, subject);
    } catch (MalformedMessageException e) {
      return Failures.malformed(e.getMessage(), subject);
    }
  }

  private Step choose(String authzid, String subject) {
    Set<Jid> named = accounts(chain.getFirst());
    if (named.isEmpty()) {
      return Failures.of(
          new Outcome.Unproven("The certificate does not name an account here.", false), subject);
    }
    if (authzid.isEmpty() && named.size() > 1) {
      return refused("The certificate names several accounts: tell which one.", subject);
    }
    Optional<Jid> account =
        authzid.isEmpty()
            ? named.stream().findFirst()
            : Account.named(authzid, domain).address().filter(named::contains);
    return account
        .map(
            one ->
                Proven.step(
                    external.directories(),
                    one,
                    new CertificateCredential(external.certificates(), chain)))
        .orElseGet(() -> refused("The certificate is not that person's.", authzid));
  }

  private static Failure refused(String text, String attempted) {
    return new Failure("invalid-authzid", text, new Outcome.Unproven(text, false), attempted);
  }

  /** The accounts that the first kind of name which the certificate has stands for. */
  private Set<Jid> accounts(X509Certificate certificate) {
    return external.settings().names().stream()
        .map(source -> source.names(certificate))
        .filter(names -> !names.isEmpty())
        .findFirst()
        .stream()
        .flatMap(List::stream)
        .map(name -> Account.vouched(name, domain, external.settings().domains()))
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }
}
