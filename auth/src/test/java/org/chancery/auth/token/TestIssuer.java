package org.chancery.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A small identity provider on loopback: discovery, keys that can be changed, signed tokens. */
public final class TestIssuer implements AutoCloseable {
  /** Whom its tokens are for. */
  public static final String AUDIENCE = "chancery";

  private static final RSAKey FIRST = generate();
  private static final RSAKey OTHERS = generate();

  private final HttpServer server;
  private final AtomicInteger keyReadings = new AtomicInteger();
  private volatile RSAKey key = withId(FIRST, "first");
  private final String issuer;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private final Map<Document, Answer> odd = new ConcurrentHashMap<>();

  /** What it is asked for. */
  enum Document {
    DISCOVERY,
    KEYS
  }

  /** What it answers in place of a document, perhaps breaking off before the end. */
  record Answer(int status, UnaryOperator<String> body, boolean breaksOff) {}

  /** Starts it on a free port. */
  public TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/realm/.well-known/openid-configuration", this::configuration);
    server.createContext("/realm/keys", this::keys);
    server.start();
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey withId(RSAKey key, String id) {
    return new RSAKey.Builder(key).keyID(id).build();
  }

  /** A key that an issuer doesn't begin with, under any name. */
  static RSAKey newKey(String id) {
    return withId(OTHERS, id);
  }

  private void configuration(HttpExchange exchange) throws IOException {
    String keys = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm/keys";
    answer(
        exchange,
        Document.DISCOVERY,
        JSONObjectUtils.toJSONString(Map.of("issuer", issuer, "jwks_uri", keys)));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyReadings.incrementAndGet();
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, Document.KEYS, new JWKSet(key).toString(true));
  }

  private void answer(HttpExchange exchange, Document document, String json) throws IOException {
    Answer answer = odd.getOrDefault(document, new Answer(200, UnaryOperator.identity(), false));
    byte[] body = answer.body().apply(json).getBytes(StandardCharsets.UTF_8);
    int missing = answer.breaksOff() ? 1 : 0;
    exchange.sendResponseHeaders(
        answer.status(), body.length + missing == 0 ? -1 : body.length + missing);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Its address. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realm");
  }

  /** Signs with another key from now on, and publishes only that. */
  public RSAKey rotate(String id) {
    key = newKey(id);
    return key;
  }

  /** Answers this in place of a document. */
  void answer(Document document, Answer answer) {
    odd.put(document, answer);
  }

  /** Holds every answer back until the latch opens. */
  void hold(CountDownLatch latch) {
    held = latch;
  }

  /** How often its keys were asked for. */
  int keyReadings() {
    return keyReadings.get();
  }

  /** The claims of a good token for a name, until a time. */
  public JWTClaimsSet.Builder claims(String name, Instant until) {
    return new JWTClaimsSet.Builder()
        .issuer(address().toString())
        .audience(AUDIENCE)
        .subject("0815")
        .claim("preferred_username", name)
        .expirationTime(Date.from(until));
  }

  /** A token signed with the present key. */
  public String sign(JWTClaimsSet claims) {
    return sign(claims, key, JWSAlgorithm.RS256);
  }

  static String sign(JWTClaimsSet claims, RSAKey with, JWSAlgorithm algorithm) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(algorithm)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID(with.getKeyID())
                  .build(),
              claims);
      token.sign(new RSASSASigner(with));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  RSAKey key() {
    return key;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
