package org.chancery.storage.anchor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/** Checks time-stamps of RFC 3161 against the authorities that are believed. Thread-safe. */
public final class TimeStamps {
  private final Set<X509Certificate> trusted;

  private TimeStamps(Set<X509Certificate> trusted) {
    this.trusted = trusted;
  }

  /**
   * Believes what chains to one of these certificates.
   *
   * @param file in PEM: roots, or the authorities' own certificates
   * @throws IOException when there is none in it
   */
  public static TimeStamps trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Set<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .collect(Collectors.toUnmodifiableSet());
      if (certificates.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return new TimeStamps(certificates);
    } catch (CertificateException e) {
      throw new IOException(file + " does not hold certificates", e);
    }
  }

  /**
   * The time that a token vouches for.
   *
   * @param token in DER
   * @param digest the SHA-256 that it has to be about
   * @throws TimeStampException when it is not such a token of an authority that is believed
   */
  public Instant timeOf(byte[] token, byte[] digest) throws TimeStampException {
    try {
      TimeStampToken stamp = new TimeStampToken(new CMSSignedData(token));
      if (!TSPAlgorithms.SHA256.equals(stamp.getTimeStampInfo().getMessageImprintAlgOID())
          || !Arrays.equals(digest, stamp.getTimeStampInfo().getMessageImprintDigest())) {
        throw new TimeStampException("it is about something else");
      }
      Date time = stamp.getTimeStampInfo().getGenTime();
      X509Certificate signer = signer(stamp);
      stamp.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
      requireTrust(signer, certificates(stamp), time);
      return time.toInstant();
    } catch (CMSException
        | TSPException
        | IOException
        | OperatorCreationException
        | GeneralSecurityException e) {
      throw new TimeStampException("it is not a time-stamp by an authority that is believed", e);
    }
  }

  /** The authority's certificate: from the token, or one of the trusted when it has none. */
  private X509Certificate signer(TimeStampToken stamp)
      throws CertificateException, IOException, TimeStampException {
    List<X509Certificate> candidates = new ArrayList<>(certificates(stamp));
    candidates.addAll(trusted);
    for (X509Certificate candidate : candidates) {
      if (stamp.getSID().match(new X509CertificateHolder(candidate.getEncoded()))) {
        return candidate;
      }
    }
    throw new TimeStampException("the certificate of its authority is missing");
  }

  private static List<X509Certificate> certificates(TimeStampToken stamp)
      throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (X509CertificateHolder holder : stamp.getCertificates().getMatches(null)) {
      certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
    }
    return certificates;
  }

  /** Revocation is not looked at: a verifier may be offline, and the time is long past. */
  private void requireTrust(X509Certificate signer, List<X509Certificate> others, Date at)
      throws GeneralSecurityException {
    if (trusted.contains(signer)) {
      return;
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            trusted.stream().map(it -> new TrustAnchor(it, null)).collect(Collectors.toSet()),
            target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(at);
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }
}
