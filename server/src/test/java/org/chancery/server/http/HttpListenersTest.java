package org.chancery.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.chancery.server.net.Sockets;
import org.chancery.server.testing.TestServer;
import org.chancery.server.tls.Certificates;
import org.chancery.server.tls.TlsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of HTTP, byte by byte. */
class HttpListenersTest {
  private static final int LARGE = 20_000_000;
  private static final Duration PATIENCE = TestServer.patience();
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir private Path directory;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answering = new CountDownLatch(1);
  private Optional<Sockets> sockets = Optional.empty();
  private Optional<HttpListeners> listeners = Optional.empty();

  private InetSocketAddress listens(Duration idle, boolean encrypted) {
    Certificates certificates =
        new Certificates(
            new TlsConfig("localhost", Optional.empty(), directory), Clock.systemUTC(), Set::of);
    sockets = Optional.of(new Sockets(certificates::context, 100));
    HttpConfig config = new HttpConfig(OptionalInt.of(0), OptionalInt.of(0), idle, Set.of(HERE));
    listeners =
        Optional.of(
            new HttpListeners(
                config,
                sockets.get(),
                Map.of(
                    "echo", request -> echo(request.body().readAllBytes()),
                    "who", request -> Response.of(200, request.source().getHostAddress()),
                    "deaf", request -> Response.of(403, "No."),
                    "large", request -> zeros(),
                    "slow", request -> slow(),
                    "bad", HttpListenersTest::fails)));
    return listeners.get().listen(new InetSocketAddress(HERE, 0), encrypted);
  }

  private InetSocketAddress listens() {
    return listens(Duration.ofSeconds(30), false);
  }

  @AfterEach
  void stop() {
    answering.countDown();
    listeners.ifPresent(HttpListeners::close);
    sockets.ifPresent(Sockets::close);
  }

  private static Response echo(byte[] bytes) {
    return new Response(200, Map.of(), bytes.length, new ByteArrayInputStream(bytes));
  }

  private static Response zeros() {
    return new Response(200, Map.of(), LARGE, new ByteArrayInputStream(new byte[LARGE]));
  }

  private static Response fails(Request request) throws IOException {
    throw new IOException("the disk is full: " + request.path());
  }

  private Response slow() {
    asked.countDown();
    try {
      assertTrue(answering.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Response.of(200, "at last");
  }

  /** Sends it, and reads until the server closes the connection. */
  private static String exchange(InetSocketAddress server, String sent) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      return exchange(socket, sent);
    }
  }

  private static String exchange(Socket socket, String sent) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.getOutputStream().write(sent.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The same with a server that may end the connection before all is sent. */
  private static String untilCutOff(InetSocketAddress server, String sent) throws IOException {
    try {
      return exchange(server, sent);
    } catch (SocketException e) {
      return "";
    }
  }

  @Test
  void severalRequestsOnOneConnectionAreAnsweredInOrder() throws IOException {
    String answer =
        exchange(
            listens(),
            """
            POST /echo/1 HTTP/1.1
            Host: a
            Content-Length: 3

            onePOST /echo/2 HTTP/1.1
            Host: a
            Transfer-Encoding: chunked

            2
            tw
            1
            o
            0

            HEAD /echo/3 HTTP/1.1
            Host: a

            GET /nowhere HTTP/1.1
            Host: a
            Connection: close

            """);
    assertTrue(answer.matches("(?s)HTTP/1.1 200 OK.*one.*200 OK.*two.*200 OK.*404 .*"), answer);
    assertTrue(answer.endsWith("There is nothing here.\n"), answer);
  }

  @Test
  void aBodyThatIsNotWantedIsNotSent() throws IOException {
    String refused =
        exchange(
            listens(),
            """
            PUT /deaf/1 HTTP/1.1
            Host: a
            Expect: 100-continue
            Content-Length: 100000000

            """);
    assertTrue(refused.startsWith("HTTP/1.1 403"), refused);
    assertTrue(refused.contains("connection: close"), refused);
  }

  @Test
  void whoAsksWhetherABodyIsWantedIsTold() throws IOException {
    String wanted =
        exchange(
            listens(),
            """
            PUT /echo/1 HTTP/1.1
            Host: a
            Expect: 100-continue
            Content-Length: 2
            Connection: close

            hi\
            """);
    assertTrue(wanted.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"), wanted);
    assertTrue(wanted.endsWith("\r\n\r\nhi"), wanted);
  }

  @Test
  void theAnswerReachesWhoSendsABodyAllTheSame() throws IOException {
    String answer =
        exchange(
            listens(),
            "PUT /deaf/1 HTTP/1.1\nHost: a\nContent-Length: 500000\n\n" + "x".repeat(500_000));
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    InetSocketAddress server = listens();
    String nonsense = exchange(server, "<stream:stream to='a'>\n\n");
    assertTrue(nonsense.startsWith("HTTP/1.1 400"), nonsense);
    String noHost = exchange(server, "GET /echo/1 HTTP/1.1\n\n");
    assertTrue(noHost.startsWith("HTTP/1.1 400"), noHost);
    String endless = exchange(server, "GET /echo/1 HTTP/1.1\nA: " + "x".repeat(20_000) + "\n\n");
    assertTrue(endless.startsWith("HTTP/1.1 431"), endless);
  }

  @Test
  void aHandlerThatFailsIsAnsweredForWithoutTellingWhy() throws IOException {
    String answer = exchange(listens(), "GET /bad/1 HTTP/1.1\nHost: a\nConnection: close\n\n");
    assertTrue(answer.startsWith("HTTP/1.1 500"), answer);
    assertFalse(answer.contains("disk"), answer);
  }

  @Test
  void whoTakesTooLongIsDisconnected() throws IOException {
    InetSocketAddress server = listens(Duration.ofMillis(200), false);
    assertEquals("", untilCutOff(server, "GET /echo/1 HT"));
    assertEquals("", untilCutOff(server, "PUT /echo/1 HTTP/1.1\nHost: a\nContent-Length: 3\n\nx"));
  }

  @Test
  void whoDoesNotReadIsDisconnected() throws Exception {
    InetSocketAddress server = listens(Duration.ofSeconds(1), false);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(server);
      socket
          .getOutputStream()
          .write("GET /large/1 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertEquals('H', socket.getInputStream().read());
      // It closes only once nobody is served any more, so that this shows that the server gave up.
      listeners.orElseThrow().close();
      assertTrue(readUntilTheEnd(socket.getInputStream()) < LARGE);
    }
  }

  private static long readUntilTheEnd(InputStream in) {
    long count = 0;
    try {
      for (int read = in.read(new byte[8_192]); read >= 0; read = in.read(new byte[8_192])) {
        count += read;
      }
    } catch (IOException e) {
      return count; // a reset: the server did not wait
    }
    return count;
  }

  @Test
  void aLargeAnswerArrivesWhole() throws IOException {
    InetSocketAddress server = listens();
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /large/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      assertTrue(readUntilTheEnd(socket.getInputStream()) > LARGE);
    }
  }

  @Test
  void aRequestInProgressIsAnsweredBeforeTheServerStops() throws Exception {
    InetSocketAddress server = listens();
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return exchange(server, "GET /slow/1 HTTP/1.1\nHost: a\n\n");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertTrue(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    Thread stopping = Thread.ofVirtual().start(() -> listeners.orElseThrow().close());
    answering.countDown();
    assertTrue(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).endsWith("at last\n"));
    assertTrue(stopping.join(PATIENCE));
  }

  @Test
  void aTrustedProxySaysForWhomItAsks() throws IOException {
    String answer =
        exchange(
            listens(),
            """
            GET /who/1 HTTP/1.1
            Host: a
            X-Forwarded-For: 203.0.113.9, 192.0.2.7
            Connection: close

            """);
    assertTrue(answer.endsWith("192.0.2.7\n"), answer);
    InetAddress stranger = InetAddress.ofLiteral("198.51.100.1");
    assertEquals(
        stranger,
        Request.source(
            new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                "/",
                new DefaultHttpHeaders().add("X-Forwarded-For", "192.0.2.7")),
            stranger,
            Set.of(HERE)));
  }

  @Test
  void itSpeaksTls() throws Exception {
    InetSocketAddress server = listens(Duration.ofSeconds(30), true);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(server.getAddress(), server.getPort())) {
      String answer = exchange(socket, "GET /who/1 HTTP/1.1\nHost: a\nConnection: close\n\n");
      assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
    }
  }

  /** The certificate is not what is tested here. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
