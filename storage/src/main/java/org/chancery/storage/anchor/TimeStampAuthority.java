package org.chancery.storage.anchor;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/** Asks an authority for time-stamps over HTTP, RFC 3161 section 3.4. Thread-safe. */
public final class TimeStampAuthority {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int NONCE_BITS = 64;
  private static final int OK = 200;

  private final URI url;
  private final TimeStamps trusted;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final SecureRandom random = new SecureRandom();

  /**
   * Asks there.
   *
   * @param trusted checks what the authority answers, so that nothing is kept that would not verify
   */
  public TimeStampAuthority(URI url, TimeStamps trusted) {
    this.url = url;
    this.trusted = trusted;
  }

  /**
   * A token over a SHA-256, in DER. Blocks.
   *
   * @throws TimeStampException when there is none that can be believed
   */
  public byte[] stamp(byte[] digest) throws TimeStampException {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      TimeStampRequest request =
          generator.generate(TSPAlgorithms.SHA256, digest, new BigInteger(NONCE_BITS, random));
      TimeStampResponse response = new TimeStampResponse(ask(request.getEncoded()));
      response.validate(request);
      if (response.getTimeStampToken() == null) {
        throw new TimeStampException("the authority refused: " + response.getStatusString());
      }
      byte[] token = response.getTimeStampToken().getEncoded();
      trusted.timeOf(token, digest);
      return token;
    } catch (TSPException | IOException e) {
      throw new TimeStampException("no time-stamp from " + url + ": " + e.getMessage(), e);
    }
  }

  private byte[] ask(byte[] query) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/timestamp-query")
            .POST(HttpRequest.BodyPublishers.ofByteArray(query))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != OK) {
        throw new IOException("HTTP status " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
