package org.chancery.auth.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedExtendedRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSASLBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.LdapServers.Security;

/**
 * An LDAP server in this process, for fast tests, whose answers to some requests can be made to go
 * wrong.
 */
public final class MemoryServer implements AutoCloseable {

  /** The requests of a log-in. */
  public enum Site {
    SEARCHER,
    PERSON,
    GROUPS,
    PASSWORD
  }

  /** What happens to a request. */
  public interface Fault {
    /** Called in place of the answer, or before it. */
    void strike() throws LDAPException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<Site, Fault> faults = new ConcurrentHashMap<>();
  private final Set<Site> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> others = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final InMemoryDirectoryServer server;

  private MemoryServer(InMemoryDirectoryServer server) {
    this.server = server;
  }

  /** Starts one that has the entries given as LDIF. */
  public static MemoryServer start(String ldif) {
    try {
      InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(SlapdServer.BASE);
      config.setSchema(null);
      config.addAdditionalBindCredentials(SlapdServer.ADMIN, SlapdServer.ADMIN_PASSWORD);
      Faults interceptor = new Faults();
      config.addInMemoryOperationInterceptor(interceptor);
      InMemoryDirectoryServer memory = new InMemoryDirectoryServer(config);
      MemoryServer server = new MemoryServer(memory);
      interceptor.server = server;
      String base =
          "dn: dc=example,dc=org\n"
              + "objectClass: top\n\n"
              + "dn: ou=people,dc=example,dc=org\n"
              + "objectClass: top\n\n"
              + "dn: ou=groups,dc=example,dc=org\n"
              + "objectClass: top\n\n";
      byte[] entries = (base + ldif).getBytes(StandardCharsets.UTF_8);
      memory.importFromLDIF(true, new LDIFReader(new ByteArrayInputStream(entries)));
      memory.startListening();
      return server;
    } catch (LDAPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Faults extends InMemoryOperationInterceptor {
    private MemoryServer server;

    private void strike(Site site) throws LDAPException {
      server.asked.add(site);
      Fault fault = server.faults.get(site);
      if (fault != null) {
        fault.strike();
      }
    }

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request)
        throws LDAPException {
      boolean searcher = request.getRequest().getBindDN().equals(SlapdServer.ADMIN);
      strike(searcher ? Site.SEARCHER : Site.PASSWORD);
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request)
        throws LDAPException {
      ReadOnlySearchRequest search = request.getRequest();
      if (search.getBaseDN().equals(SlapdServer.PEOPLE)) {
        strike(Site.PERSON);
      } else if (search.getBaseDN().equals(SlapdServer.GROUPS)) {
        strike(Site.GROUPS);
      } else {
        server.others.add("search in \"" + search.getBaseDN() + "\" for " + search.getFilter());
      }
    }

    @Override
    public void processCompareRequest(InMemoryInterceptedCompareRequest request) {
      server.others.add("comparison");
    }

    @Override
    public void processSASLBindRequest(InMemoryInterceptedSASLBindRequest request) {
      server.others.add("SASL bind");
    }

    @Override
    public void processExtendedRequest(InMemoryInterceptedExtendedRequest request) {
      server.others.add("extended request " + request.getRequest().getOID());
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
      // Entries are not tampered with: faults are of whole requests.
    }
  }

  /** The sites that were asked so far. */
  Set<Site> asked() {
    return Set.copyOf(asked);
  }

  /** Requests that are of no site. */
  Set<String> others() {
    return Set.copyOf(others);
  }

  /** Makes a kind of request go wrong. */
  public void breakDown(Site site, Fault fault) {
    faults.put(site, fault);
  }

  /** Makes everything go right again. */
  public void repair() {
    faults.clear();
  }

  /** The request is answered with a result code. */
  static Fault answer(ResultCode code) {
    return () -> {
      throw new LDAPException(code, "by the test");
    };
  }

  /** The request is not answered. */
  Fault silence() {
    return () -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** The connections are closed while the request is under way. */
  Fault hangUp() {
    return () -> {
      server.closeAllConnections(false);
      throw new LDAPException(ResultCode.OTHER, "nobody reads this");
    };
  }

  /** Adds an entry given as lines of LDIF. */
  void add(String... lines) {
    try {
      server.add(lines);
    } catch (LDAPException | LDIFException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets an attribute of an entry. */
  void set(String dn, String attribute, String... values) {
    try {
      server.modify(dn, new Modification(ModificationType.REPLACE, attribute, values));
    } catch (LDAPException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens, without TLS. */
  public Host host() {
    return new Host("127.0.0.1", server.getListenPort());
  }

  /** A directory over it that follows referrals to these hosts only. */
  LdapDirectory directory(LdapPeople people, Optional<LdapGroups> groups, String... referralHosts) {
    return new LdapDirectory(
        "memory", servers(List.of(host()), referralHosts), people, groups, Instant::now);
  }

  /** Settings for servers on loopback that answer, or refuse. */
  static LdapServers servers(List<Host> hosts, String... referralHosts) {
    return servers(hosts, PATIENCE, referralHosts);
  }

  /** Settings for one that is given up when it has not answered for a time. */
  static LdapServers servers(Host host, Duration patience) {
    return servers(List.of(host), patience);
  }

  private static LdapServers servers(List<Host> hosts, Duration patience, String... referralHosts) {
    return new LdapServers(
        hosts,
        Optional.empty(),
        "",
        Security.NONE,
        Optional.empty(),
        true,
        SlapdServer.ADMIN,
        SlapdServer.ADMIN_PASSWORD,
        PATIENCE,
        patience,
        4,
        Duration.ofMillis(100),
        Set.of(referralHosts));
  }

  @Override
  public void close() {
    closed.countDown();
    server.shutDown(true);
  }
}
