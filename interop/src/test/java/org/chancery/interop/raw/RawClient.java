package org.chancery.interop.raw;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.TrustStore;

/**
 * A client that sends exactly what it is told to, well-formed or not, and looks for text in what
 * comes back. Quotes are compared as if all were double. One thread may send while another reads.
 */
public final class RawClient implements AutoCloseable {
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final Place place;
  private final KeyStore trusted;
  private final StringBuilder received = new StringBuilder();
  private Socket socket;
  private Reader reader;
  private int seen;
  private volatile boolean ended;

  private RawClient(Place place, KeyStore trusted, Socket socket) throws IOException {
    this.place = place;
    this.trusted = trusted;
    use(socket);
  }

  private void use(Socket next) throws IOException {
    socket = next;
    reader = new InputStreamReader(next.getInputStream(), StandardCharsets.UTF_8);
  }

  /** Connects without TLS, and sends nothing yet. */
  public static RawClient connect(ServerUnderTest server)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = TrustStore.of(server.certificate());
    Socket socket = new Socket(server.place().address(), server.place().port());
    socket.setTcpNoDelay(true);
    return new RawClient(server.place(), trusted, socket);
  }

  /** Connects, upgrades to TLS, logs in with PLAIN and binds the resource "raw". */
  public static RawClient loggedIn(ServerUnderTest server, String localpart, String password)
      throws IOException, GeneralSecurityException {
    RawClient client = connect(server);
    try {
      client.startsTls();
      client.logsIn(localpart, password);
      client.binds("raw");
    } catch (IOException | GeneralSecurityException | AssertionError e) {
      client.close();
      throw e;
    }
    return client;
  }

  /** Sends the opening of a stream to the server's domain. */
  public RawClient opens() throws IOException {
    return sends(
        "<?xml version='1.0'?><stream:stream to='%s' version='1.0' xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
            .formatted(ServerUnderTest.DOMAIN));
  }

  /** Opens a stream, asks for TLS, checks the server's certificate, and opens the next stream. */
  public RawClient startsTls() throws IOException, GeneralSecurityException {
    opens().receives("</stream:features>");
    sends("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").receives("<proceed");
    return upgrades().opens().receives("</stream:features>");
  }

  /** Asks for a further TLS handshake in a session that has had one; TLS 1.3 knows none. */
  public RawClient renegotiates() throws IOException {
    ((SSLSocket) socket).startHandshake();
    return this;
  }

  /**
   * Does the TLS handshake on the connection as it is.
   *
   * @param versions of TLS that it offers; none for the usual ones
   */
  public RawClient upgrades(String... versions) throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(socket, ServerUnderTest.DOMAIN, place.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    if (versions.length > 0) {
      secure.setEnabledProtocols(versions);
    }
    socket.setSoTimeout((int) BOUND.toMillis());
    secure.startHandshake();
    use(secure);
    seen = received.length();
    return this;
  }

  /** Logs in with PLAIN and opens the next stream. */
  public RawClient logsIn(String localpart, String password) throws IOException {
    authenticates("PLAIN", "\0" + localpart + "\0" + password).receives("<success");
    return opens().receives("</stream:features>");
  }

  /** Begins to authenticate, with an initial response. */
  public RawClient authenticates(String mechanism, String response) throws IOException {
    return sends(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='%s'>%s</auth>"
            .formatted(
                mechanism,
                Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8))));
  }

  /** Binds a resource. */
  public RawClient binds(String resource) throws IOException {
    return sends(
            "<iq type='set' id='bind-%1$s'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>%1$s</resource></bind></iq>"
                .formatted(resource))
        .receives("bind-" + resource)
        .receives("</iq>");
  }

  /** Asks the server something and waits for the answer, which shows that the session works. */
  public RawClient pings(String id) throws IOException {
    return sends(
            "<iq type='get' id='%s' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
                .formatted(id, ServerUnderTest.DOMAIN))
        .receives(id);
  }

  /** Sends the text in UTF-8. */
  public RawClient sends(String text) throws IOException {
    return sends(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends bytes. That the server has closed the connection meanwhile is no error here: what it said
   * before is still to be read.
   */
  public RawClient sends(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      ended = true;
    }
    return this;
  }

  /**
   * Waits until the text comes, after all that was received before.
   *
   * @throws AssertionError when it doesn't come in time, or the stream ends without it
   */
  public RawClient receives(String text) throws IOException {
    String wanted = text.replace('\'', '"');
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      int found = received.indexOf(wanted, seen);
      if (found >= 0) {
        seen = found + wanted.length();
        return this;
      }
      if (!readsMore(end)) {
        throw new AssertionError(
            "no \"%s\" %s in \"%s\""
                .formatted(text, ended ? "before the end" : "in time", received.substring(seen)));
      }
    }
  }

  /** Waits until the server ends the connection. */
  public RawClient receivesEnd() throws IOException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (readsMore(end)) {
      // What is read is kept for reports.
      continue;
    }
    if (!ended) {
      throw new AssertionError("no end in time after \"" + received.substring(seen) + "\"");
    }
    return this;
  }

  /** Reads for so long at most, and says whether the server has ended the connection. */
  public boolean endsWithin(int milliseconds) throws IOException {
    readsMore(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds));
    return ended;
  }

  /** All that has been received. */
  public String all() {
    return received.toString();
  }

  /** All that has been received and not yet been looked for. */
  public String rest() {
    return received.substring(seen);
  }

  /**
   * Reads what comes next, for a thread that does nothing else on this client, while another sends.
   *
   * @param text where it is added
   * @return whether anything came before the bound and before the end of the connection
   */
  public boolean readsInto(StringBuilder text, Duration bound) throws IOException {
    int before = received.length();
    boolean more = readsMore(System.nanoTime() + bound.toNanos());
    text.append(received, before, received.length());
    return more;
  }

  private boolean readsMore(long end) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (left <= 0) {
      return false;
    }
    char[] buffer = new char[16 * 1024];
    try {
      socket.setSoTimeout((int) left);
      int count = reader.read(buffer);
      if (count < 0) {
        ended = true;
        return false;
      }
      received.append(new String(buffer, 0, count).replace('\'', '"'));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException | SSLException e) {
      ended = true;
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
