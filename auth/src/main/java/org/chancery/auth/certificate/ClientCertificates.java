package org.chancery.auth.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.auth.Outcome;
import org.chancery.auth.ReloadedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which certificates people may log in with: issued, for clients, by an authority that is
 * trusted for this, valid now, and not revoked (RFC 5280 section 6). The files with authorities and
 * revoked certificates are read again when they change. Nothing is fetched from the network.
 * Thread-safe.
 */
public final class ClientCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

  private static final String ANY_USE = "2.5.29.37.0";
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;

  private final ReloadedFile<Set<X509Certificate>> authorities;
  private final Optional<ReloadedFile<List<X509CRL>>> revoked;

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException when one of them can't be used
   */
  public ClientCertificates(Path authorities, Optional<Path> revoked) {
    this.authorities = new ReloadedFile<>(authorities, ClientCertificates::readAuthorities);
    this.revoked = revoked.map(file -> new ReloadedFile<>(file, ClientCertificates::readRevoked));
  }

  private static Set<X509Certificate> readAuthorities(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Set<X509Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .collect(Collectors.toUnmodifiableSet());
      return notEmpty(read, "a certificate");
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it holds a certificate that cannot be read", e);
    }
  }

  private static List<X509CRL> readRevoked(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509CRL> read =
          CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
              .map(X509CRL.class::cast)
              .toList();
      return notEmpty(read, "a list of revoked certificates");
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it holds a list that cannot be read", e);
    }
  }

  private static <C extends Collection<?>> C notEmpty(C read, String what) {
    if (read.isEmpty()) {
      throw new IllegalArgumentException("it does not hold " + what);
    }
    return read;
  }

  /** The authorities: clients are told, so that they can choose a certificate that will do. */
  public Set<X509Certificate> authorities() {
    return authorities.content();
  }

  /**
   * Checks a chain.
   *
   * @param chain the client's own certificate first, as TLS has brought it
   * @return why it does not let anybody in; empty when it may
   */
  public Optional<Outcome> objection(List<X509Certificate> chain, Instant now) {
    if (chain.isEmpty()) {
      return unproven("No certificate was shown.", false);
    }
    if (!isForClients(chain.getFirst())) {
      return unproven("The certificate is not one for logging in.", false);
    }
    try {
      validate(chain, now);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return Optional.of(meaning(e));
    } catch (GeneralSecurityException e) {
      return unproven("The certificate cannot be checked.", false);
    }
  }

  private void validate(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    Set<X509Certificate> trusted = authorities();
    Set<TrustAnchor> anchors =
        trusted.stream().map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setDate(Date.from(now));
    parameters.setRevocationEnabled(false);
    if (revoked.isPresent()) {
      PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
      parameters.addCertPathChecker(checker);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(revoked.get().content())));
    }
    // An authority does not vouch for itself: it ends the chain, whether or not it was sent.
    CertPath path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(chain.stream().takeWhile(one -> !trusted.contains(one)).toList());
    if (path.getCertificates().isEmpty()) {
      throw new CertPathValidatorException("an authority's certificate is nobody's own");
    }
    validator.validate(path, parameters);
  }

  private static boolean isForClients(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return (usage == null || usage[DIGITAL_SIGNATURE])
          && (purposes == null || purposes.contains(CLIENT_USE) || purposes.contains(ANY_USE));
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private static Outcome meaning(CertPathValidatorException e) {
    return switch (e.getReason()) {
      case BasicReason.EXPIRED -> new Outcome.Unproven("The certificate has expired.", true);
      case BasicReason.NOT_YET_VALID ->
          new Outcome.Unproven("The certificate is not valid yet.", false);
      case BasicReason.REVOKED -> new Outcome.Unproven("The certificate has been revoked.", false);
      case BasicReason.UNDETERMINED_REVOCATION_STATUS -> {
        LOG.error("no current list of revoked certificates covers a client's: it is not let in");
        yield new Outcome.Unreachable("no current list of revoked certificates");
      }
      default ->
          new Outcome.Unproven("The certificate is not from an authority trusted here.", false);
    };
  }

  private static Optional<Outcome> unproven(String reason, boolean expired) {
    return Optional.of(new Outcome.Unproven(reason, expired));
  }

  /** Whether one of the lists names a certificate; its issuer's signature is not checked again. */
  boolean isRevoked(X509Certificate certificate) {
    return revoked.stream()
        .flatMap(file -> file.content().stream())
        .filter(list -> list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
        .anyMatch(list -> list.isRevoked(certificate));
  }
}
