package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.ServerSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chancery.auth.ldap.LdapServers.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the servers of one directory: a pool for searches, bound as the one who
 * searches, and a pool for checking passwords. A server that fails is left for the next, and used
 * again once it works. Thread-safe; blocks.
 */
final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final int ATTEMPTS = 3;
  private static final String CAUSE = "errorMessage='";
  private static final String VERSION = ", ldapSDKVersion=";
  private static final int LONGEST_REASON = 300;
  private static final Duration IDLE_CHECK = Duration.ofMinutes(1);

  private final String directory;
  private final LdapServers config;
  private final ServerList servers;
  private final Connector connector;
  private final LDAPConnectionPool searching;
  private final LDAPConnectionPool checking;
  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("ldap-check").factory());

  /** What is done with a connection; may be run again on another one. */
  interface Operation<T> {
    T run(LDAPConnection connection) throws LDAPException;
  }

  private interface Opener {
    LDAPConnection open(Host host) throws LDAPException;
  }

  /** Opens nothing yet. */
  Connections(String directory, LdapServers config, InstantSource clock) {
    this.directory = directory;
    this.config = config;
    this.servers =
        config.discover().isPresent()
            ? new ServerList(new SrvRecords(config, clock))
            : ServerList.of(config.hosts());
    this.connector = new Connector(config);
    this.searching = pool("search", connector::openBound);
    this.checking = pool("password", connector::open);
    long interval = config.checkInterval().toMillis();
    checks.scheduleWithFixedDelay(this::tryAgain, interval, interval, TimeUnit.MILLISECONDS);
    if (config.insecure()) {
      LOG.warn(
          "directory {} is configured as insecure: passwords can be read on the way", directory);
    }
  }

  private LDAPConnectionPool pool(String use, Opener opener) {
    try {
      LDAPConnectionPool pool =
          new LDAPConnectionPool(
              new Failover(opener), null, 0, config.connections(), 0, null, false, new Check());
      pool.setConnectionPoolName(directory + " " + use);
      pool.setCreateIfNecessary(false);
      pool.setMaxWaitTimeMillis(config.responseTimeout().toMillis() * ATTEMPTS);
      pool.setHealthCheckIntervalMillis(IDLE_CHECK.toMillis());
      return pool;
    } catch (LDAPException e) {
      throw new IllegalStateException("a pool without connections cannot fail to open one", e);
    }
  }

  /** Opens connections to the best server that works. */
  private final class Failover extends ServerSet {
    private final Opener opener;

    Failover(Opener opener) {
      this.opener = opener;
    }

    @Override
    public LDAPConnection getConnection() throws LDAPException {
      LDAPException last = new LDAPException(ResultCode.CONNECT_ERROR, "no server is known");
      for (Host host : servers.inOrder()) {
        try {
          LDAPConnection connection = opener.open(host);
          trust(host);
          return connection;
        } catch (LDAPException e) {
          suspect(host, e);
          last = e;
        }
      }
      throw last;
    }

    @Override
    public LDAPConnection getConnection(LDAPConnectionPoolHealthCheck check) throws LDAPException {
      return getConnection();
    }
  }

  /** Gives up connections to servers that failed, or that are only the second choice by now. */
  private final class Check extends LDAPConnectionPoolHealthCheck {
    @Override
    public void ensureConnectionValidForCheckout(LDAPConnection connection) throws LDAPException {
      if (servers.isOutdated(host(connection))) {
        throw new LDAPException(ResultCode.SERVER_DOWN, "there is a better server");
      }
    }

    @Override
    public void ensureConnectionValidForContinuedUse(LDAPConnection connection)
        throws LDAPException {
      if (connection.getRootDSE() == null) {
        throw new LDAPException(ResultCode.SERVER_DOWN, "the server shows no root entry");
      }
    }
  }

  private static Host host(LDAPConnection connection) {
    String address = connection.getConnectedAddress();
    return new Host(address == null ? "" : address, connection.getConnectedPort());
  }

  private void suspect(Host host, LDAPException e) {
    boolean interrupted = Thread.currentThread().isInterrupted(); // not the server's fault
    if (!interrupted && servers.suspect(host)) {
      LOG.warn("directory {}: server {} does not work: {}", directory, host, reason(e));
    }
  }

  /**
   * What failed, in the library's words: the reason for a refused certificate is found nowhere
   * else.
   */
  static String reason(LDAPException e) {
    String whole = String.valueOf(e.getMessage());
    int innermost = whole.lastIndexOf(CAUSE);
    String cause = innermost < 0 ? whole : whole.substring(innermost + CAUSE.length());
    int end = cause.indexOf(VERSION);
    cause = end < 0 ? cause : cause.substring(0, end);
    String text = e.getResultCode().getName() + ": " + cause;
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
  }

  private void trust(Host host) {
    if (servers.trust(host)) {
      LOG.info("directory {}: server {} works again", directory, host);
    }
  }

  private void tryAgain() {
    for (Host host : servers.suspects()) {
      try (LDAPConnection connection = connector.openBound(host)) {
        connection.search("", SearchScope.BASE, "(objectClass=*)", "1.1");
        trust(host);
      } catch (LDAPException e) {
        LOG.debug("directory {}: server {} still does not work", directory, host);
      }
    }
  }

  /** Does something as the one who searches, trying other servers when one does not answer. */
  <T> T search(Operation<T> operation) throws LDAPException {
    return run(searching, operation);
  }

  /** Checks a password. Anything but a success is thrown. */
  BindResult bind(BindRequest request) throws LDAPException {
    return run(checking, connection -> connection.bind(request));
  }

  private <T> T run(LDAPConnectionPool pool, Operation<T> operation) throws LDAPException {
    for (int attempt = 1; ; attempt++) {
      LDAPConnection connection = pool.getConnection();
      boolean usable = false;
      try {
        T result = operation.run(connection);
        usable = true;
        return result;
      } catch (LDAPException e) {
        usable = e.getResultCode().isConnectionUsable();
        if (!usable && e.getResultCode() != ResultCode.SERVER_DOWN) {
          suspect(host(connection), e);
        }
        if (usable || attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      } finally {
        if (usable) {
          pool.releaseConnection(connection);
        } else {
          pool.releaseDefunctConnection(connection);
        }
      }
    }
  }

  /** The servers, best first. */
  ServerList servers() {
    return servers;
  }

  /** Opens connections outside the pools. */
  Connector connector() {
    return connector;
  }

  @Override
  public void close() {
    checks.shutdownNow();
    searching.close();
    checking.close();
  }
}
