package org.chancery.server.signon;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chancery.auth.certificate.CertificateSettings;
import org.chancery.auth.certificate.NameSource;
import org.chancery.auth.sasl.Listener;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * The ways of logging in without a password of this server.
 *
 * @param certificates client certificates; empty when nobody is asked for one
 */
public record SignOnConfig(Optional<CertificateSettings> certificates) {

  /** Reads what stands in {@code chancery.login}; what is wrong is collected in the settings. */
  public static SignOnConfig from(Settings settings) {
    return new SignOnConfig(certificates(settings.section("login.certificates")));
  }

  private static Optional<CertificateSettings> certificates(Section section) {
    var revoked = section.readableFile("crl-file");
    var listeners = section.someOf("listeners", Listener.class);
    var names = section.someOf("names", NameSource.class);
    var domains =
        section.strings("mail-domains").stream()
            .map(domain -> domain.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return section
        .readableFile("ca-file")
        .map(
            authorities ->
                new CertificateSettings(
                    authorities, revoked, listeners, List.copyOf(names), domains));
  }
}
