package org.chancery.auth.certificate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.sasl.Listener;

/**
 * Whose certificates let people in, and as whom.
 *
 * @param authorities a PEM file with the certificates of those who vouch for people's
 * @param revoked a PEM or DER file with their lists of revoked certificates; empty when nobody
 *     looks whether a certificate has been revoked
 * @param listeners where clients are asked for a certificate
 * @param names where in a certificate the account stands; the first that is there counts
 * @param domains what may stand after the {@code @} of a mail address or user principal name beside
 *     the XMPP domain
 */
public record CertificateSettings(
    Path authorities,
    Optional<Path> revoked,
    Set<Listener> listeners,
    List<NameSource> names,
    Set<String> domains) {

  /** Copies the collections. */
  public CertificateSettings {
    listeners = Set.copyOf(listeners);
    names = List.copyOf(names);
    domains = Set.copyOf(domains);
  }
}
