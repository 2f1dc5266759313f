package org.chancery.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate: the admin's, or a self-signed one. Connections ask for {@link
 * #context()} each time, so that a renewed certificate serves from the next connection on, and
 * nobody is disconnected. Thread-safe.
 */
public final class Certificates {

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /**
   * Forward secrecy and authenticated encryption only, as BCP 195 (RFC 9325) section 4.2
   * recommends.
   */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final Duration SOON = Duration.ofDays(14);

  private record Loaded(Identity identity, SSLContext context, List<FileTime> written) {}

  private final TlsConfig config;
  private final Clock clock;
  private final ShownCertificates clients;
  private volatile Loaded loaded;
  private List<String> said = List.of();

  /**
   * Loads the certificate, or makes a self-signed one, and says so in the log.
   *
   * @param authorities whose certificates clients are asked for, where they are asked
   * @throws TlsException when the files cannot be used
   */
  public Certificates(TlsConfig config, Clock clock, Supplier<Set<X509Certificate>> authorities) {
    this.config = config;
    this.clock = clock;
    this.clients = new ShownCertificates(authorities);
    this.loaded = load();
    report();
  }

  /**
   * Reads the admin's files, where there are any.
   *
   * @return why clients will refuse the certificate, now or soon
   * @throws TlsException when the files cannot be used
   */
  public static List<String> remarks(TlsConfig config, Clock clock) {
    return config.files().stream()
        .flatMap(it -> remarks(Pem.read(it.certificate(), it.key()), config, clock).stream())
        .toList();
  }

  /**
   * The TLS context for the next connection, of the JDK's own provider; it holds the current
   * certificate.
   */
  public SSLContext context() {
    return loaded.context();
  }

  /** The server's own current certificate. */
  public X509Certificate certificate() {
    return loaded.identity().certificate();
  }

  /** The versions of TLS that are spoken: 1.3 and 1.2. */
  public List<String> protocols() {
    return PROTOCOLS;
  }

  /** The cipher suites that are spoken, the preferred first. */
  public List<String> cipherSuites() {
    return SUITES;
  }

  /**
   * Reads the files again when they have changed, and renews a self-signed certificate that nears
   * its end; says when the admin's does. What cannot be used leaves the present certificate in
   * force.
   *
   * @return whether another certificate is in force now
   * @throws TlsException when the changed files cannot be used
   */
  public synchronized boolean reload() {
    boolean same = config.files().isPresent() && written().equals(loaded.written());
    if (same) {
      remark();
      return false;
    }
    Loaded fresh = load();
    X509Certificate before = certificate();
    if (fresh.identity().certificate().equals(before)) {
      loaded = fresh;
      return false;
    }
    if (fresh.identity().expiredAt(clock.instant())) {
      throw new TlsException("the changed certificate has expired; the one in use stays in force");
    }
    loaded = fresh;
    report();
    return true;
  }

  private Loaded load() {
    // Noted before reading: when the files change meanwhile they are read once more.
    List<FileTime> written = written();
    Identity identity =
        config
            .files()
            .map(it -> Pem.read(it.certificate(), it.key()))
            .orElseGet(() -> new SelfSigned(config.directory(), config.domain(), clock).identity());
    return new Loaded(identity, context(identity), written);
  }

  private List<FileTime> written() {
    return config.files().stream()
        .flatMap(it -> Stream.of(it.certificate(), it.key()))
        .map(Certificates::written)
        .toList();
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read", e);
    }
  }

  private SSLContext context(Identity identity) {
    try {
      char[] password = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(
          "server", identity.key(), password, identity.chain().toArray(Certificate[]::new));
      // Not "PKIX": that one decrypts the key out of the store again for every handshake, 10,000
      // rounds of PBKDF2 each time, which is more than all the rest of a log-in.
      KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {clients}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("the certificate and key are not usable for TLS", e);
    }
  }

  private void report() {
    Identity identity = loaded.identity();
    if (config.files().isEmpty()) {
      log.warn(
          "using a self-signed certificate for {}: clients will warn or refuse; set"
              + " chancery.tls.certificate and chancery.tls.key for a real one",
          config.domain());
    } else {
      log.info("certificate for {} until {}", names(identity), identity.expires());
    }
    remark();
  }

  /** Each remark once. */
  private void remark() {
    List<String> now = remarks(loaded.identity(), config, clock);
    now.stream().filter(it -> !said.contains(it)).forEach(log::warn);
    said = now;
  }

  private static List<String> remarks(Identity identity, TlsConfig config, Clock clock) {
    X509Certificate own = identity.certificate();
    X500Principal issuer = own.getIssuerX500Principal();
    List<String> remarks = new ArrayList<>();
    if (identity.expiredAt(clock.instant())) {
      remarks.add("the certificate expired on " + identity.expires());
    } else if (identity.expiredAt(clock.instant().plus(SOON))) {
      remarks.add("the certificate expires on " + identity.expires());
    }
    if (!covers(names(identity), HostNames.ascii(config.domain()))) {
      remarks.add(
          "the certificate is for %s, not for %s".formatted(names(identity), config.domain()));
    }
    if (identity.chain().size() == 1 && !issuer.equals(own.getSubjectX500Principal())) {
      remarks.add(
          "the certificate's chain is missing: clients that do not know "
              + issuer
              + " refuse it; append it to the file");
    }
    return remarks;
  }

  private static List<String> names(Identity identity) {
    return SelfSigned.names(identity.certificate());
  }

  private static boolean covers(List<String> names, String domain) {
    String parent = "*" + domain.substring(Math.max(0, domain.indexOf('.')));
    return names.stream()
        .map(it -> it.toLowerCase(Locale.ROOT))
        .anyMatch(it -> it.equals(domain) || domain.contains(".") && it.equals(parent));
  }
}
