package org.chancery.auth.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.sasl.Credential;

/** The certificate of a session, which ends with it. */
record CertificateCredential(ClientCertificates certificates, List<X509Certificate> chain)
    implements Credential {
  private static final int LONGEST_SUBJECT = 100;

  @Override
  public Map<String, String> details() {
    return Map.of(
        "certificate", subject(chain), "serial", chain.getFirst().getSerialNumber().toString(16));
  }

  /** The subject, cut to a length that a record can take. */
  static String subject(List<X509Certificate> chain) {
    String subject = chain.isEmpty() ? "" : chain.getFirst().getSubjectX500Principal().getName();
    return subject.substring(0, Math.min(subject.length(), LONGEST_SUBJECT));
  }

  @Override
  public Optional<String> ended(Instant now) {
    if (chain.getFirst().getNotAfter().toInstant().isBefore(now)) {
      return Optional.of("the certificate has expired");
    }
    return chain.stream().anyMatch(certificates::isRevoked)
        ? Optional.of("the certificate was revoked")
        : Optional.empty();
  }
}
