package org.chancery.server.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Tells clients whose certificates will do, and lets the handshake pass whatever they then show.
 * That a client holds the key of what it shows is proved by the handshake itself; whether its
 * certificate lets anybody in is decided at SASL EXTERNAL, and nowhere else. A client whose
 * certificate has expired thus gets an error that it can show, and can still log in by other means,
 * where a refused handshake would look like a broken network.
 */
final class ShownCertificates extends X509ExtendedTrustManager {
  private final Supplier<Set<X509Certificate>> authorities;

  ShownCertificates(Supplier<Set<X509Certificate>> authorities) {
    this.authorities = authorities;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.get().toArray(X509Certificate[]::new);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw onlyForClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw onlyForClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw onlyForClients();
  }

  private static IllegalStateException onlyForClients() {
    return new IllegalStateException("nobody else's certificate is checked here");
  }
}
