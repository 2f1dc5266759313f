package org.chancery.storage.anchor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A time-stamp authority on the loopback interface, with a root of its own. */
public final class TestAuthority implements AutoCloseable {
  private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");
  private static final String SIGNATURE = "SHA256withECDSA";

  private final HttpServer server;
  private final KeyPair rootKey = keyPair();
  private final KeyPair key = keyPair();
  private final X509Certificate root;
  private final X509Certificate own;
  private final AtomicLong serial = new AtomicLong(1);
  private volatile boolean refusing;

  /** Starts it. */
  public TestAuthority() {
    try {
      root = certificate("CN=Root", rootKey, "CN=Root", rootKey, true);
      own = certificate("CN=Authority", key, "CN=Root", rootKey, false);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(
      String name, KeyPair of, String issuer, KeyPair by, boolean authority)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(name.hashCode()).abs(),
            Date.from(now.minus(1, ChronoUnit.DAYS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            new X500Name(name),
            of.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (!authority) {
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      TimeStampRequest request = new TimeStampRequest(exchange.getRequestBody().readAllBytes());
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder().build(SIGNATURE, key.getPrivate(), own),
              new JcaDigestCalculatorProviderBuilder()
                  .build()
                  .get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(TSPAlgorithms.SHA256)),
              POLICY);
      tokens.addCertificates(new JcaCertStore(List.of(own, root)));
      byte[] answer =
          new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
              .generate(request, BigInteger.valueOf(serial.getAndIncrement()), new Date())
              .getEncoded();
      exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(refusing ? 503 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (GeneralSecurityException | OperatorCreationException | TSPException e) {
      throw new IOException(e);
    }
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Answers from now on only that it can't. */
  public void refuse() {
    refusing = true;
  }

  /** Writes its root down. */
  public Path root(Path file) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(root);
    }
    return Files.writeString(file, text.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
