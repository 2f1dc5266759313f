package org.chancery.auth.ldap;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.auth.ldap.LdapServers.Security;
import org.chancery.auth.ldap.ServerList.Ranked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that a DNS domain publishes (RFC 2782), as Active Directory does. Asked again after
 * some minutes; while DNS does not answer, the last answer holds. Thread-safe; blocks when it has
 * to ask.
 */
final class SrvRecords implements Supplier<List<Ranked>> {
  private static final Logger LOG = LoggerFactory.getLogger(SrvRecords.class);
  private static final List<String> NAMES = List.of("_ldap._tcp.dc._msdcs.", "_ldap._tcp.");
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration KEPT_AFTER_FAILURE = Duration.ofSeconds(15);
  private static final int LDAP_PORT = 389;
  private static final int LDAPS_PORT = 636;

  private final String domain;
  private final String dnsUrl;
  private final boolean ldaps;
  private final InstantSource clock;
  private List<Ranked> known = List.of();
  private long askAgain;

  SrvRecords(LdapServers servers, InstantSource clock) {
    this.domain = servers.discover().orElseThrow();
    this.dnsUrl = servers.dnsUrl().isEmpty() ? "dns:" : servers.dnsUrl();
    this.ldaps = servers.security() == Security.LDAPS;
    this.clock = clock;
  }

  @Override
  public synchronized List<Ranked> get() {
    if (clock.millis() >= askAgain) {
      try {
        known = lookUp();
        askAgain = clock.millis() + KEPT.toMillis();
      } catch (NamingException e) {
        LOG.warn("no servers found in DNS for {}: {}", domain, e.getMessage());
        askAgain = clock.millis() + KEPT_AFTER_FAILURE.toMillis();
      }
    }
    return known;
  }

  private List<Ranked> lookUp() throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, dnsUrl);
    environment.put("com.sun.jndi.dns.timeout.initial", "1000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
    InitialDirContext dns = new InitialDirContext(environment);
    try {
      NamingException last = new NamingException("no SRV record");
      for (String name : NAMES) {
        try {
          Attribute records = dns.getAttributes(name + domain, new String[] {"SRV"}).get("SRV");
          if (records != null && records.size() > 0) {
            return read(records);
          }
        } catch (NamingException e) {
          last = e;
        }
      }
      throw last;
    } finally {
      dns.close();
    }
  }

  /** Lower priority first; among equals a random order in proportion to the weights. */
  private List<Ranked> read(Attribute records) throws NamingException {
    record Weighed(Ranked server, double lot) {}
    RandomGenerator random = RandomGenerator.getDefault();
    List<Weighed> found = new ArrayList<>();
    NamingEnumeration<?> all = records.getAll();
    while (all.hasMore()) {
      String[] parts = all.next().toString().trim().split("\\s+");
      if (parts.length == 4 && !parts[3].equals(".")) {
        int port = Integer.parseInt(parts[2]);
        String host =
            parts[3].endsWith(".") ? parts[3].substring(0, parts[3].length() - 1) : parts[3];
        Host server = new Host(host, ldaps && port == LDAP_PORT ? LDAPS_PORT : port);
        double lot = -Math.log(1 - random.nextDouble()) / (Integer.parseInt(parts[1]) + 0.1);
        found.add(new Weighed(new Ranked(server, Integer.parseInt(parts[0])), lot));
      }
    }
    return found.stream()
        .sorted(Comparator.comparingDouble(Weighed::lot))
        .map(Weighed::server)
        .sorted(Comparator.comparingInt(Ranked::rank))
        .toList();
  }
}
