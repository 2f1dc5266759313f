package org.chancery.server.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

/**
 * A certificate that nobody vouches for, so that a server without one can be tried out: ECDSA on
 * P-256, kept in a directory, used again at the next start, and made anew when it nears its end or
 * the domain has changed.
 */
final class SelfSigned {

  private static final Duration LIFE = Duration.ofDays(730);
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
  private static final int DNS_NAME = 2;

  private final Path directory;
  private final String domain;
  private final Clock clock;

  SelfSigned(Path directory, String domain, Clock clock) {
    this.directory = directory;
    this.domain = HostNames.ascii(domain);
    this.clock = clock;
  }

  Path certificateFile() {
    return directory.resolve("self-signed.crt");
  }

  Path keyFile() {
    return directory.resolve("self-signed.key");
  }

  /**
   * The certificate on disk when it serves, else a new one.
   *
   * @throws TlsException when it can be neither read nor made
   */
  Identity identity() {
    return stored().filter(this::serves).orElseGet(this::make);
  }

  private Optional<Identity> stored() {
    boolean there = Files.exists(certificateFile()) && Files.exists(keyFile());
    try {
      return there ? Optional.of(Pem.read(certificateFile(), keyFile())) : Optional.empty();
    } catch (TlsException e) {
      // Half written, or damaged: it is ours to replace, nothing depends on it.
      return Optional.empty();
    }
  }

  private boolean serves(Identity identity) {
    return identity.expires().minus(RENEWED_BEFORE).isAfter(clock.instant())
        && names(identity.certificate()).contains(domain);
  }

  /** The DNS names that a certificate is for. */
  static List<String> names(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
          .flatMap(it -> it.stream())
          .filter(it -> Objects.equals(it.get(0), DNS_NAME))
          .map(it -> it.get(1).toString())
          .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private Identity make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X509Certificate certificate = sign(pair);
      Files.createDirectories(directory);
      write(keyFile(), "rw-------", new JcaPKCS8Generator(pair.getPrivate(), null));
      write(certificateFile(), "rw-r--r--", new JcaMiscPEMGenerator(certificate));
      return new Identity(List.of(certificate), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new TlsException("a self-signed certificate could not be made", e);
    } catch (IOException | UncheckedIOException e) {
      throw new TlsException("a self-signed certificate could not be written to " + directory, e);
    }
  }

  private X509Certificate sign(KeyPair pair)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    X500Name name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, domain).build();
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()).setBit(126),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(LIFE)),
            name,
            pair.getPublic());
    GeneralName[] names =
        Stream.of(domain, "*." + domain)
            .map(it -> new GeneralName(GeneralName.dNSName, it))
            .toArray(GeneralName[]::new);
    KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static void write(Path file, String permissions, PemObjectGenerator content)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text.toString());
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
