package org.chancery.auth;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certification authority for tests: certificates for servers and people, and a list of revoked
 * ones.
 */
public final class TestCa {
  private static final String SIGNATURE = "SHA256withRSA";

  /** Everybody's whom an authority certifies: making keys takes longer than most tests. */
  private static final KeyPair SUBJECT_KEYS = newKeys();

  private final KeyPair keys = newKeys();
  private final X500Name name;
  private final X509Certificate certificate;
  private final List<BigInteger> revoked = new ArrayList<>();
  private final Date from = Date.from(Instant.now().minus(Duration.ofDays(1)));
  private final Date until = Date.from(Instant.now().plus(Duration.ofDays(30)));

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, KeyPair keys) {
    /** Writes both as PEM files into a folder; returns the certificate's. */
    public Path write(Path folder, String fileName) throws IOException {
      Files.writeString(folder.resolve(fileName + ".key"), pkcs8(keys.getPrivate()));
      return Files.writeString(folder.resolve(fileName + ".crt"), pem(certificate));
    }
  }

  /** With a common name. */
  public TestCa(String commonName) {
    name = new X500Name("CN=" + commonName);
    try {
      X509v3CertificateBuilder builder = builder(name, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      certificate = signed(builder);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RSA, since the GnuTLS that slapd is built with does not read the EC keys that Java writes. */
  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectKeys) {
    BigInteger serial = new BigInteger(64, new SecureRandom()).add(BigInteger.ONE);
    return new JcaX509v3CertificateBuilder(
        name, serial, from, until, subject, subjectKeys.getPublic());
  }

  private X509Certificate signed(X509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
  }

  private ContentSigner signer() throws OperatorCreationException {
    return new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate());
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes the authority's certificate as PEM. */
  public Path write(Path folder) throws IOException {
    return Files.writeString(folder.resolve("ca.crt"), pem(certificate));
  }

  /** A certificate for a subject with alternative names. */
  public Issued issue(String subject, GeneralName... names) {
    return issue(subject, Optional.empty(), names);
  }

  /** A certificate that may be used for one purpose only. */
  public Issued issueOnlyFor(KeyPurposeId purpose, String subject, GeneralName... names) {
    return issue(subject, Optional.of(purpose), names);
  }

  private Issued issue(String subject, Optional<KeyPurposeId> purpose, GeneralName... names) {
    try {
      X509v3CertificateBuilder builder = builder(new X500Name(subject), SUBJECT_KEYS);
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      if (purpose.isPresent()) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.get()));
      }
      return new Issued(signed(builder), SUBJECT_KEYS);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An XMPP address among the alternative names (RFC 6120 section 13.7.1.4). */
  public static GeneralName xmppAddress(String address) {
    return otherName("1.3.6.1.5.5.7.8.5", address);
  }

  /** A user principal name among the alternative names, as smart cards have it. */
  public static GeneralName userPrincipalName(String name) {
    return otherName("1.3.6.1.4.1.311.20.2.3", name);
  }

  private static GeneralName otherName(String type, String name) {
    ASN1Encodable[] parts = {
      new ASN1ObjectIdentifier(type), new DERTaggedObject(true, 0, new DERUTF8String(name))
    };
    return new GeneralName(GeneralName.otherName, new DERSequence(parts));
  }

  /** A certificate for a server at an IP address. */
  public Issued issueServer(String address) {
    return issue("CN=" + address, new GeneralName(GeneralName.iPAddress, address));
  }

  /** Revokes a certificate. */
  public void revoke(X509Certificate one) {
    revoked.add(one.getSerialNumber());
  }

  /** The list of revoked certificates as PEM, valid until a time. */
  public String crl(Instant nextUpdate) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name, from);
      builder.setNextUpdate(Date.from(nextUpdate));
      revoked.forEach(serial -> builder.addCRLEntry(serial, from, CRLReason.keyCompromise));
      X509CRLHolder crl = builder.build(signer());
      return pem(crl);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pkcs8(PrivateKey key) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }
}
