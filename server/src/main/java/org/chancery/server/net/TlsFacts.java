package org.chancery.server.net;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What a connection's TLS session tells, for logging in and for the record. */
record TlsFacts(SSLSession session) {

  /** The protocol and cipher suite. */
  String encryption() {
    return session.getProtocol() + " " + session.getCipherSuite();
  }

  /** The chain that the client has shown, its own certificate first; empty when it has none. */
  List<X509Certificate> certificates() {
    try {
      return Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
  }
}
