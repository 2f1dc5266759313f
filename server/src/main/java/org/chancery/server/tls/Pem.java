package org.chancery.server.tls;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads PEM files: PKCS #8, PKCS #1 and SEC 1 keys, and certificate chains. */
final class Pem {

  private Pem() {}

  /**
   * Reads a certificate chain and its key, and makes sure that they belong together.
   *
   * @throws TlsException when they do not, or cannot be read
   */
  static Identity read(Path certificate, Path key) {
    List<X509Certificate> chain = chain(certificate);
    PrivateKey privateKey = key(key);
    requireOrder(chain, certificate);
    if (!belongTogether(chain.getFirst(), privateKey)) {
      throw new TlsException(
          "the key in " + key + " is not that of the certificate in " + certificate);
    }
    return new Identity(chain, privateKey);
  }

  private static List<X509Certificate> chain(Path file) {
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Object each : objects(file)) {
        if (each instanceof X509CertificateHolder holder) {
          chain.add(converter.getCertificate(holder));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException(file + " holds a certificate that cannot be read", e);
    }
    if (chain.isEmpty()) {
      throw new TlsException(file + " holds no certificate in PEM form");
    }
    return List.copyOf(chain);
  }

  private static PrivateKey key(Path file) {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try {
      for (Object each : objects(file)) {
        switch (each) {
          case PrivateKeyInfo info -> {
            return converter.getPrivateKey(info);
          }
          case PEMKeyPair pair -> {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
              throw new TlsException(
                  file
                      + " is encrypted; store the key without a password, readable only by the"
                      + " server");
          default -> {
            // Parameters of an elliptic curve, or certificates: the key may come after them.
          }
        }
      }
    } catch (IOException e) {
      throw new TlsException(file + " holds a key that cannot be read", e);
    }
    throw new TlsException(file + " holds no private key in PEM form");
  }

  private static List<Object> objects(Path file) {
    List<Object> objects = new ArrayList<>();
    try (Reader text = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(text)) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        objects.add(next);
      }
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read as PEM", e);
    }
    return objects;
  }

  private static void requireOrder(List<X509Certificate> chain, Path file) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new TlsException(
            "certificate %d in %s is not signed by the one after it".formatted(i + 1, file), e);
      }
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
