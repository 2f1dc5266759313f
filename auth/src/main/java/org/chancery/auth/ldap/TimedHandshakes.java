package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets whose TLS handshake cannot last for ever: the library limits only the TCP connection, so
 * that a server which accepts and then says nothing would hold the log-in until the client gives
 * up.
 */
final class TimedHandshakes extends SSLSocketFactory {
  private final SSLSocketFactory factory;
  private final int timeoutMillis;

  TimedHandshakes(SSLSocketFactory factory, int timeoutMillis) {
    this.factory = factory;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Checks the certificate with another verifier, then lifts the limit: a connection may rest
   * between requests.
   */
  static SSLSocketVerifier liftingLimitAfter(SSLSocketVerifier verifier) {
    return new SSLSocketVerifier() {
      @Override
      public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        verifier.verifySSLSocket(host, port, socket);
        try {
          socket.setSoTimeout(0);
        } catch (SocketException e) {
          throw new LDAPException(ResultCode.CONNECT_ERROR, "the connection is closed", e);
        }
      }
    };
  }

  private Socket limited(Socket socket) throws SocketException {
    socket.setSoTimeout(timeoutMillis);
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return limited(factory.createSocket());
  }

  @Override
  public Socket createSocket(Socket below, String host, int port, boolean autoClose)
      throws IOException {
    return limited(factory.createSocket(below, host, port, autoClose));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return limited(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return limited(factory.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return limited(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return limited(factory.createSocket(host, port, local, localPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }
}
