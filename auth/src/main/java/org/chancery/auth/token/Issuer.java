package org.chancery.auth.token;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.chancery.auth.TrustedCertificates;

/**
 * Reads an identity provider's keys: its discovery document names where they are (OpenID Connect
 * Discovery 1.0 section 4). Both are read each time, follow no redirects, and must be complete
 * within a time. Thread-safe; blocks.
 */
final class Issuer implements JWKSetSource<SecurityContext> {
  private static final int MOST_BYTES = 512 * 1024;

  private final URI issuer;
  private final Duration timeout;
  private final HttpClient client;

  Issuer(TokenSettings settings) {
    this.issuer = settings.issuer();
    this.timeout = settings.timeout();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    settings.authorities().ifPresent(file -> builder.sslContext(trusting(file)));
    this.client = builder.build();
  }

  private static SSLContext trusting(java.nio.file.Path authorities) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(TrustedCertificates.read(authorities));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(authorities + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Where clients find out how to get a token. */
  URI configuration() {
    String base = issuer.toString();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
      throws JWKSetUnavailableException {
    try {
      return JWKSet.parse(read(keysAddress(read(configuration()))));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new JWKSetUnavailableException(
          "the issuer's keys cannot be read: " + e.getMessage(), e);
    }
  }

  private URI keysAddress(Map<String, Object> configuration) throws IOException, ParseException {
    if (!issuer.toString().equals(JSONObjectUtils.getString(configuration, "issuer"))) {
      throw new IOException("the discovery document is of another issuer");
    }
    URI keys = JSONObjectUtils.getURI(configuration, "jwks_uri");
    // Loopback is for trials: a real issuer's keys never come from there.
    if (keys == null
        || !TokenSettings.isSafe(keys)
        || !keys.getScheme().equals(issuer.getScheme())) {
      throw new IOException("the discovery document names an unsafe place for the keys");
    }
    return keys;
  }

  private Map<String, Object> read(URI address) throws IOException, ParseException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Accept", "application/json")
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
    try {
      // The request's own time-out ends with the headers; this one covers the body.
      HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode() + " from " + address);
      }
      Map<String, Object> document = JSONObjectUtils.parse(response.body());
      if (document == null) { // which the library makes of "null"
        throw new IOException("no document from " + address);
      }
      return document;
    } catch (TimeoutException e) {
      throw new IOException("no answer in time from " + address, e);
    } catch (ExecutionException e) {
      throw new IOException("no answer from " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
