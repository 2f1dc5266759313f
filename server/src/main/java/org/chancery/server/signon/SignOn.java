package org.chancery.server.signon;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.certificate.CertificateSettings;
import org.chancery.auth.certificate.ClientCertificates;
import org.chancery.auth.certificate.External;
import org.chancery.auth.kerberos.Gssapi;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.token.OAuthBearer;

/** The mechanisms of single sign-on as configured. Thread-safe. */
public final class SignOn implements AutoCloseable {
  private final List<Mechanism> mechanisms = new ArrayList<>();
  private final Optional<ClientCertificates> certificates;
  private final Set<Listener> asking;
  private final Optional<OAuthBearer> tokens;

  /**
   * Reads the files that the configuration names.
   *
   * @throws IllegalArgumentException when one of them can't be used
   */
  public SignOn(SignOnConfig config, Directories directories, Clock clock) {
    certificates =
        config.certificates().map(it -> new ClientCertificates(it.authorities(), it.revoked()));
    asking = config.certificates().map(CertificateSettings::listeners).orElse(Set.of());
    certificates.ifPresent(
        trusted ->
            mechanisms.add(
                new External(config.certificates().orElseThrow(), trusted, directories, clock)));
    config.kerberos().ifPresent(it -> mechanisms.add(new Gssapi(it, directories)));
    tokens = config.tokens().map(it -> new OAuthBearer(it, directories, clock));
    tokens.ifPresent(mechanisms::add);
  }

  /** The mechanisms, the preferred first. */
  public List<Mechanism> mechanisms() {
    return List.copyOf(mechanisms);
  }

  /** Where clients are asked for a certificate. */
  public Set<Listener> askingForCertificates() {
    return asking;
  }

  /** Whose certificates clients are asked for. */
  public Set<X509Certificate> authorities() {
    return certificates.map(ClientCertificates::authorities).orElse(Set.of());
  }

  @Override
  public void close() {
    tokens.ifPresent(OAuthBearer::close);
  }
}
