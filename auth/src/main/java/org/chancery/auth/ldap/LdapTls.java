package org.chancery.auth.ldap;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes the TLS context for connections to a directory. */
final class LdapTls {
  private LdapTls() {}

  /**
   * The context.
   *
   * @throws IllegalArgumentException when the file of certificates cannot be used
   */
  static SSLContext context(LdapServers servers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(servers), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "TLS to the directory cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(LdapServers servers) throws GeneralSecurityException {
    if (servers.insecure()) {
      return new TrustManager[] {new TrustAllTrustManager()};
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(servers.caFile().isPresent() ? read(servers.caFile().get()) : null);
    return factory.getTrustManagers();
  }

  /**
   * The certificates of a file, to be trusted.
   *
   * @throws IllegalArgumentException when the file cannot be read or has none
   */
  static KeyStore read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("no certificate in " + file);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot read the certificates in " + file, e);
    }
  }
}
