package org.chancery.auth.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Where in a certificate the name of an account can stand. */
public enum NameSource {
  /** An XmppAddr among the subject's alternative names (RFC 6120 section 13.7.1.4): an address. */
  XMPP_ADDRESS {
    @Override
    List<String> names(X509Certificate certificate) {
      return otherNames(certificate, "1.3.6.1.5.5.7.8.5");
    }
  },
  /** Microsoft's user principal name among the alternative names, as smart cards have it. */
  USER_PRINCIPAL_NAME {
    @Override
    List<String> names(X509Certificate certificate) {
      return otherNames(certificate, "1.3.6.1.4.1.311.20.2.3");
    }
  },
  /** A mail address among the alternative names (RFC 5280 section 4.2.1.6, rfc822Name). */
  MAIL {
    @Override
    List<String> names(X509Certificate certificate) {
      return alternatives(certificate)
          .filter(name -> name.getFirst().equals(RFC822_NAME))
          .map(name -> name.get(1).toString())
          .filter(NameSource::isAddress)
          .toList();
    }
  },
  /** The common name of the subject: the local part of the account's address. */
  COMMON_NAME {
    @Override
    List<String> names(X509Certificate certificate) {
      try {
        return new LdapName(certificate.getSubjectX500Principal().getName())
            .getRdns().stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                .map(rdn -> rdn.getValue().toString())
                .toList();
      } catch (InvalidNameException _) {
        return List.of();
      }
    }
  };

  private static final Integer OTHER_NAME = 0;
  private static final Integer RFC822_NAME = 1;

  /** What stands there; empty when nothing does. */
  abstract List<String> names(X509Certificate certificate);

  /** Such a name has its type third and its decoded value fourth. */
  private static List<String> otherNames(X509Certificate certificate, String type) {
    return alternatives(certificate)
        .filter(name -> name.getFirst().equals(OTHER_NAME) && name.size() == 4)
        .filter(name -> name.get(2).equals(type) && name.get(3) instanceof String)
        .map(name -> name.get(3).toString())
        .filter(NameSource::isAddress)
        .toList();
  }

  /** A domain alone, as servers have it, must not be taken for the local part of an account. */
  private static boolean isAddress(String name) {
    return name.indexOf('@') > 0;
  }

  private static Stream<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return Stream.ofNullable(names).flatMap(Collection::stream).filter(Objects::nonNull);
    } catch (CertificateParsingException _) {
      return Stream.empty();
    }
  }
}
