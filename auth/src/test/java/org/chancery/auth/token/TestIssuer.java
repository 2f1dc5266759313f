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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A small identity provider on loopback: discovery, keys that can be changed, signed tokens. */
public final class TestIssuer implements AutoCloseable {
  /** Whom its tokens are for. */
  public static final String AUDIENCE = "chancery";

  private static final RSAKey FIRST = generate();
  private static final RSAKey OTHERS = generate();

  private final HttpServer server;
  private final AtomicInteger keyReadings = new AtomicInteger();
  private volatile RSAKey key = withId(FIRST, "first");
  private volatile String issuer;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile int status = 200;

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
    answer(exchange, JSONObjectUtils.toJSONString(Map.of("issuer", issuer, "jwks_uri", keys)));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyReadings.incrementAndGet();
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, new JWKSet(key).toString(true));
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
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

  /** Claims to be another issuer in its discovery document. */
  void pretendToBe(String other) {
    issuer = other;
  }

  /** Answers everything with this status. */
  void answerWith(int code) {
    status = code;
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
