package org.chancery.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** Makes certificates known to clients, so that they check them as they would check any other. */
public final class TrustStore {
  private static final String PASSWORD = "trusted";

  private TrustStore() {}

  /** Reads a certificate from a PEM file. */
  public static Certificate read(Path pem) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** A key store that trusts the certificate and no other. */
  public static KeyStore of(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", read(pem));
    return store;
  }

  /**
   * Makes this process trust the certificate, and no other, by default. To be called before
   * anything here has used TLS with the default trust; {@link #forget} undoes it.
   */
  public static void useByDefault(Path pem, Path store)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(store)) {
      of(pem).store(out, PASSWORD.toCharArray());
    }
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }

  /** Takes back {@link #useByDefault}. */
  public static void forget() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }
}
