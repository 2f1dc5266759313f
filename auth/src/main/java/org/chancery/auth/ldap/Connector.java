package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ReferralConnector;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.TrustAllSSLSocketVerifier;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.LdapServers.Security;

/** Opens connections to a single server, protected and verified as configured. Thread-safe. */
final class Connector implements ReferralConnector {
  private static final int LDAPS_PORT = 636;
  private static final int LDAP_PORT = 389;

  private final LdapServers servers;
  private final TimedHandshakes tls;

  Connector(LdapServers servers) {
    this.servers = servers;
    this.tls = new TimedHandshakes(LdapTls.context(servers).getSocketFactory(), timeout());
  }

  /**
   * A connection that nobody is bound on.
   *
   * @throws LDAPException when the server does not answer in time or cannot prove who it is
   */
  LDAPConnection open(Host host) throws LDAPException {
    LDAPConnection connection =
        servers.security() == Security.LDAPS
            ? new LDAPConnection(tls, options())
            : new LDAPConnection(options());
    try {
      connection.connect(host.name(), host.port(), timeout());
      if (servers.security() == Security.STARTTLS) {
        startTls(connection);
      }
      return connection;
    } catch (LDAPException e) {
      connection.close();
      throw e;
    }
  }

  private void startTls(LDAPConnection connection) throws LDAPException {
    StartTLSExtendedRequest request = new StartTLSExtendedRequest(tls);
    request.setResponseTimeoutMillis(timeout());
    ResultCode result = connection.processExtendedOperation(request).getResultCode();
    if (result != ResultCode.SUCCESS) {
      throw new LDAPException(ResultCode.CONNECT_ERROR, "the server refuses StartTLS: " + result);
    }
  }

  /** A connection bound as the one who searches. */
  LDAPConnection openBound(Host host) throws LDAPException {
    LDAPConnection connection = open(host);
    try {
      if (!servers.bindDn().isEmpty()) {
        connection.bind(new SimpleBindRequest(servers.bindDn(), servers.bindPassword()));
      }
      return connection;
    } catch (LDAPException e) {
      connection.close();
      throw e;
    }
  }

  private int timeout() {
    return Math.toIntExact(servers.connectTimeout().toMillis());
  }

  private LDAPConnectionOptions options() {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis(timeout());
    options.setResponseTimeoutMillis(servers.responseTimeout().toMillis());
    options.setAbandonOnTimeout(false);
    options.setUseKeepAlive(true);
    options.setUseTCPNoDelay(true);
    options.setBindWithDNRequiresPassword(true);
    options.setSSLSocketVerifier(
        TimedHandshakes.liftingLimitAfter(
            servers.insecure()
                ? TrustAllSSLSocketVerifier.getInstance()
                : new HostNameSSLSocketVerifier(false)));
    options.setFollowReferrals(!servers.referralHosts().isEmpty());
    options.setReferralConnector(this);
    return options;
  }

  /**
   * Follows a referral to a host that is configured, with the same protection; refuses any other.
   */
  @Override
  public LDAPConnection getReferralConnection(LDAPURL url, LDAPConnection from)
      throws LDAPException {
    if (!servers.referralHosts().contains(url.getHost())) {
      throw new LDAPException(
          ResultCode.REFERRAL, "a referral leads to a host that is not configured");
    }
    int port = url.getPort();
    if (!url.portProvided() || servers.security() == Security.LDAPS && port == LDAP_PORT) {
      port = servers.security() == Security.LDAPS ? LDAPS_PORT : LDAP_PORT;
    }
    return openBound(new Host(url.getHost(), port));
  }
}
