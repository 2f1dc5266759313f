package org.chancery.server.signon;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.chancery.auth.TestCa;

/** A client on a real socket that may show a certificate; sends and looks for text. */
final class TlsClient implements AutoCloseable {
  private static final int SECONDS = 120;

  private final SSLContext context;
  private final StringBuilder received = new StringBuilder();
  private Socket socket;
  private Reader reader;

  /** Connects; the server has to have this certificate. */
  TlsClient(InetSocketAddress address, X509Certificate server, Optional<TestCa.Issued> shown)
      throws IOException, GeneralSecurityException {
    context = context(server, shown);
    use(new Socket(address.getAddress(), address.getPort()));
  }

  private static SSLContext context(X509Certificate server, Optional<TestCa.Issued> shown)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("server", server);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyStore own = emptyStore();
    if (shown.isPresent()) {
      Certificate[] chain = {shown.get().certificate()};
      own.setKeyEntry("me", shown.get().keys().getPrivate(), new char[0], chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private void use(Socket next) throws IOException {
    socket = next;
    socket.setSoTimeout(SECONDS * 1000);
    reader = new InputStreamReader(next.getInputStream(), StandardCharsets.UTF_8);
  }

  TlsClient upgrades() throws IOException {
    use(context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true));
    return this;
  }

  /** Returns the features of the new stream. */
  String opens() throws IOException {
    sends(
        "<stream:stream to='localhost' version='1.0' xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams'>");
    return receives("</stream:features>");
  }

  TlsClient sends(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Everything up to a text, which must come. */
  String receives(String text) throws IOException {
    while (received.indexOf(text) < 0) {
      int next = reader.read();
      if (next < 0) {
        throw new AssertionError("the stream ended before " + text + " came: " + received);
      }
      received.append((char) next);
    }
    int end = received.indexOf(text) + text.length();
    String taken = received.substring(0, end);
    received.delete(0, end);
    return taken;
  }

  /** Tries EXTERNAL as whom the certificate says; what the server answers. */
  String logsInByCertificate() throws IOException {
    sends("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
    String answer = receives(">");
    return answer.endsWith("/>") ? answer : answer + receives(">");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
