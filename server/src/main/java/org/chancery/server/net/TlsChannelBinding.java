package org.chancery.server.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.chancery.auth.sasl.ChannelBinding;

/**
 * Channel binding of a JSSE session: {@code tls-exporter} (RFC 9266) and {@code
 * tls-server-end-point} (RFC 5929 section 4). Thread-safe once the handshake is over.
 */
final class TlsChannelBinding implements ChannelBinding {
  static final String EXPORTER = "tls-exporter";
  static final String END_POINT = "tls-server-end-point";
  private static final int EXPORTED_BYTES = 32;

  private final SSLSession session;

  TlsChannelBinding(SSLSession session) {
    this.session = session;
  }

  @Override
  public List<String> types() {
    List<String> types = new ArrayList<>(2);
    if (exporter().isPresent()) {
      types.add(EXPORTER);
    }
    if (endPoint().isPresent()) {
      types.add(END_POINT);
    }
    return types;
  }

  @Override
  public Optional<byte[]> data(String type) {
    return switch (type) {
      case EXPORTER -> exporter();
      case END_POINT -> endPoint();
      default -> Optional.empty();
    };
  }

  private Optional<byte[]> exporter() {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    try {
      // RFC 9266 wants a zero-length context; on TLS 1.2 that differs from no context at all.
      return Optional.of(
          extended.exportKeyingMaterialData(
              "EXPORTER-Channel-Binding", new byte[0], EXPORTED_BYTES));
    } catch (SSLException | UnsupportedOperationException | IllegalStateException e) {
      return Optional.empty(); // TLS 1.2 without extended master secret has no safe exporter
    }
  }

  private Optional<byte[]> endPoint() {
    Certificate[] local = session.getLocalCertificates();
    if (local == null || local.length == 0 || !(local[0] instanceof X509Certificate certificate)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          MessageDigest.getInstance(digestFor(certificate.getSigAlgName()))
              .digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      return Optional.empty();
    }
  }

  /**
   * RFC 5929 section 4.1: the hash of the certificate's signature, with MD5 and SHA-1 replaced by
   * SHA-256.
   */
  private static String digestFor(String signatureAlgorithm) {
    String name = signatureAlgorithm.toUpperCase(Locale.ROOT);
    if (name.startsWith("SHA384")) {
      return "SHA-384";
    }
    return name.startsWith("SHA512") ? "SHA-512" : "SHA-256";
  }
}
