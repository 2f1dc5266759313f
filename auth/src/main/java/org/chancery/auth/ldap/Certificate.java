package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a server proves with who it is.
 *
 * @param protocol the version of TLS
 * @param subject whom the certificate is for
 * @param names the host names and addresses that it holds for
 * @param issuer who vouches for it
 * @param until when it expires
 */
public record Certificate(
    String protocol, String subject, List<String> names, String issuer, Instant until) {
  private static final List<Integer> HOSTS = List.of(2, 7); // dNSName and iPAddress, RFC 5280

  /** The one that was shown on a connection; empty without TLS. */
  static Optional<Certificate> of(LDAPConnection connection) {
    SSLSession session = connection.getSSLSession();
    return session == null ? Optional.empty() : of(session);
  }

  private static Optional<Certificate> of(SSLSession session) {
    try {
      return Stream.of(session.getPeerCertificates())
          .limit(1)
          .map(X509Certificate.class::cast)
          .map(shown -> of(session.getProtocol(), shown))
          .findFirst();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static Certificate of(String protocol, X509Certificate shown) {
    return new Certificate(
        protocol,
        shown.getSubjectX500Principal().getName(),
        names(shown),
        shown.getIssuerX500Principal().getName(),
        shown.getNotAfter().toInstant());
  }

  private static List<String> names(X509Certificate shown) {
    try {
      Collection<List<?>> names = shown.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> HOSTS.contains(name.getFirst()))
              .map(name -> name.getLast().toString())
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
