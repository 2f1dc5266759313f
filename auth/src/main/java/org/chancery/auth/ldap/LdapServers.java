package org.chancery.auth.ldap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.TrustedCertificates;

/**
 * How the servers of one directory are reached.
 *
 * @param hosts the servers, most preferred first
 * @param discover the DNS domain whose servers are found by SRV records instead, as Active
 *     Directory publishes them
 * @param dnsUrl the DNS server to ask, such as {@code dns://192.0.2.53}; empty for the machine's
 *     own
 * @param security how the connection is protected
 * @param caFile certificates (PEM) that vouch for the servers; empty for those the JDK knows
 * @param insecure lets any certificate pass, and connections without TLS; said in the log at every
 *     start
 * @param bindDn who the server searches as: a DN or, for Active Directory, also {@code
 *     user@domain}; empty for nobody
 * @param bindPassword its password
 * @param connectTimeout for a TCP connection with its TLS handshake
 * @param responseTimeout for the answer to one request
 * @param connections the most connections, both for searches and for checking passwords
 * @param checkInterval how often idle connections and servers that failed are tried
 * @param referralHosts to which a referral may lead; to others it is not followed
 */
public record LdapServers(
    List<Host> hosts,
    Optional<String> discover,
    String dnsUrl,
    Security security,
    Optional<Path> caFile,
    boolean insecure,
    String bindDn,
    String bindPassword,
    Duration connectTimeout,
    Duration responseTimeout,
    int connections,
    Duration checkInterval,
    Set<String> referralHosts) {

  /** One server. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return name + ":" + port;
    }
  }

  /** How a connection is protected. */
  public enum Security {
    /** TLS from the first byte, usually on port 636. */
    LDAPS,
    /** TLS after a StartTLS operation, usually on port 389. */
    STARTTLS,
    /** Nothing: passwords can be read on the way. Needs {@code insecure}. */
    NONE
  }

  /** Checks what can be checked without a server. */
  public LdapServers {
    hosts = List.copyOf(hosts);
    referralHosts = Set.copyOf(referralHosts);
    if (hosts.isEmpty() == discover.isEmpty()) {
      throw new IllegalArgumentException(
          "name either the servers or the domain to discover them in");
    }
    if (security == Security.NONE && !insecure) {
      throw new IllegalArgumentException(
          "without TLS everybody's password can be read on the way; use ldaps or starttls, or set"
              + " insecure = true");
    }
    caFile.ifPresent(TrustedCertificates::read);
    if (connections < 1) {
      throw new IllegalArgumentException("at least one connection is needed");
    }
    if (!bindDn.isEmpty() && bindPassword.isEmpty()) {
      // The server would take it for an anonymous bind and answer "success".
      throw new IllegalArgumentException("the bind password is empty");
    }
  }

  /** Servers reached by LDAPS with the usual limits. */
  public static LdapServers ldaps(
      List<Host> hosts, Optional<Path> caFile, String bindDn, String bindPassword) {
    return new LdapServers(
        hosts,
        Optional.empty(),
        "",
        Security.LDAPS,
        caFile,
        false,
        bindDn,
        bindPassword,
        Duration.ofMillis(1500),
        Duration.ofMillis(2500),
        32,
        Duration.ofSeconds(10),
        Set.of());
  }

  /** Without the password. */
  @Override
  public String toString() {
    String where = discover.map(domain -> "servers of " + domain).orElse(hosts.toString());
    return where + " by " + security + " as " + (bindDn.isEmpty() ? "nobody" : bindDn);
  }
}
