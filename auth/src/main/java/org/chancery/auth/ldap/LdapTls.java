package org.chancery.auth.ldap;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.chancery.auth.TrustedCertificates;

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
    factory.init(
        servers.caFile().isPresent() ? TrustedCertificates.read(servers.caFile().get()) : null);
    return factory.getTrustManagers();
  }
}
