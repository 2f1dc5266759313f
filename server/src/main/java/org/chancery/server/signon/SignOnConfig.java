package org.chancery.server.signon;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.auth.certificate.CertificateSettings;
import org.chancery.auth.certificate.NameSource;
import org.chancery.auth.kerberos.KerberosSettings;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.auth.token.TokenSettings;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * The ways of logging in without a password of this server.
 *
 * @param scram when SCRAM is offered
 * @param derivedVerifiers for how long SCRAM verifiers derived from directory passwords serve when
 *     the directory does not show that a password has changed; empty when none are derived
 * @param devicePasswords how many passwords for devices a person may have; empty for none
 * @param certificates client certificates; empty when nobody is asked for one
 * @param kerberos Kerberos tickets; empty when none are taken
 * @param tokens an identity provider's tokens; empty when none are taken
 */
public record SignOnConfig(
    SaslSettings.Scram scram,
    Optional<Duration> derivedVerifiers,
    Optional<Integer> devicePasswords,
    Optional<CertificateSettings> certificates,
    Optional<KerberosSettings> kerberos,
    Optional<TokenSettings> tokens) {

  /** Reads what stands in {@code chancery.login}; what is wrong is collected in the settings. */
  public static SignOnConfig from(Settings settings) {
    Section login = settings.section("login");
    SaslSettings.Scram scram = login.oneOf("scram", SaslSettings.Scram.class);
    return new SignOnConfig(
        scram,
        derivedVerifiers(login, scram),
        devicePasswords(settings.section("login.device-passwords")),
        certificates(settings.section("login.certificates")),
        kerberos(settings.section("login.kerberos")),
        tokens(settings.section("login.tokens")));
  }

  private static Optional<Duration> derivedVerifiers(Section login, SaslSettings.Scram scram) {
    String key = "derived-verifiers";
    if (login.string(key).equals("off")) {
      return Optional.empty();
    }
    if (scram != SaslSettings.Scram.WHEN_ANY_CAN) {
      login.problem(key, "serves nobody without scram = when-any-can");
    }
    return Optional.of(login.duration(key, Duration.ofMinutes(1), Duration.ofDays(365)));
  }

  private static Optional<Integer> devicePasswords(Section section) {
    int most = section.integer("most", 1, 100);
    return section.flag("enabled") ? Optional.of(most) : Optional.empty();
  }

  private static Optional<CertificateSettings> certificates(Section section) {
    var revoked = section.readableFile("crl-file");
    var listeners = section.someOf("listeners", Listener.class);
    var names = section.someOf("names", NameSource.class);
    var domains = mailDomains(section);
    return section
        .readableFile("ca-file")
        .map(
            authorities ->
                new CertificateSettings(
                    authorities, revoked, listeners, List.copyOf(names), domains));
  }

  private static Optional<KerberosSettings> kerberos(Section section) {
    var keytab = section.readableFile("keytab");
    var realms = Set.copyOf(section.strings("realms"));
    var listeners = section.someOf("listeners", Listener.class);
    try {
      return keytab.map(file -> new KerberosSettings(file, realms, listeners));
    } catch (IllegalArgumentException e) {
      section.problem("realms", "cannot be used as it is: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<TokenSettings> tokens(Section section) {
    Optional<String> issuer = section.optionalString("issuer");
    var audiences = Set.copyOf(section.strings("audience"));
    var algorithms = Set.copyOf(section.strings("algorithms"));
    String claim = section.string("claim");
    var domains = mailDomains(section);
    var authorities = section.readableFile("ca-file");
    var timeout = section.duration("timeout", Duration.ofMillis(100), Duration.ofMinutes(1));
    var listeners = section.someOf("listeners", Listener.class);
    try {
      return issuer.map(
          address ->
              new TokenSettings(
                  URI.create(address),
                  audiences,
                  algorithms,
                  claim,
                  domains,
                  authorities,
                  timeout,
                  listeners));
    } catch (IllegalArgumentException e) {
      section.problem("issuer", "cannot be used as it is: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Set<String> mailDomains(Section section) {
    return section.strings("mail-domains").stream()
        .map(domain -> domain.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
