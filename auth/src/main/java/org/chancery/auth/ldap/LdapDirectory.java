package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.auth.Directory;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.ldap.LdapPeople.Flavour;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An LDAP directory or Active Directory: finds a person's entry, then binds as that entry to check
 * the password (RFC 4511, RFC 4513). Only a plain success of that bind, for an entry that nothing
 * speaks against, is {@link Outcome.Ok}. Thread-safe; blocks.
 */
public final class LdapDirectory implements Directory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);

  private final String name;
  private final InstantSource clock;
  private final Dialect dialect;
  private final Connections connections;
  private final PeopleSearch people;
  private final LdapPeople config;
  private final Optional<GroupSearch> groups;
  private final Optional<GroupMembers> members;
  private final Optional<LdapGroups> groupConfig;
  private final Optional<String> accessGroup;
  private final SecureRandom random = new SecureRandom();

  /** People found here, and when: only they can be missed here later. */
  private final Map<Jid, Instant> recognised = new ConcurrentHashMap<>();

  /** A person's entry as it was at a time, and groups. */
  record Found(Jid address, SearchResultEntry entry, Instant at, Map<String, String> groups) {}

  /**
   * Opens no connection yet.
   *
   * @throws IllegalArgumentException when the configuration contradicts itself or names a file that
   *     can't be read
   */
  public LdapDirectory(
      String name,
      LdapServers servers,
      LdapPeople people,
      Optional<LdapGroups> groups,
      InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.config = people;
    this.dialect =
        people.flavour() == Flavour.ACTIVE_DIRECTORY
            ? new ActiveDirectoryDialect(people.disabledFilter().map(Filters::parse))
            : new StandardDialect(people.disabledFilter().map(Filters::parse));
    this.people = new PeopleSearch(people, dialect);
    this.groupConfig = groups;
    this.groups = groups.map(GroupSearch::new);
    this.members = groups.map(one -> new GroupMembers(one, this.people, dialect, people.flavour()));
    this.accessGroup = people.accessGroup().map(GroupSearch::normal);
    if (accessGroup.isPresent() && groups.isEmpty()) {
      throw new IllegalArgumentException("an access group needs the settings of groups");
    }
    this.connections = new Connections(name, servers, clock);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Person> find(Jid address) {
    try {
      return look(address).map(found -> person(found, obstacle(found).isEmpty()));
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(unreachable("looking up a person", e).reason(), e);
    }
  }

  @Override
  public List<Person> search(String domain, String text, int most) {
    if (!domain.equals(config.domain())) {
      return List.of();
    }
    try {
      return connections.search(
          connection -> {
            List<Person> found = new ArrayList<>();
            for (SearchResultEntry entry : people.containing(connection, text, most)) {
              Optional<Jid> address = people.address(entry);
              if (address.isPresent()) {
                Found one = searched(connection, address.get(), entry);
                if (obstacle(one).isEmpty()) {
                  found.add(person(one, true));
                }
              }
            }
            return found;
          });
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(unreachable("searching people", e).reason(), e);
    }
  }

  /** Groups are looked up only where they decide who may be here at all. */
  private Found searched(LDAPConnection connection, Jid address, SearchResultEntry entry)
      throws LDAPException {
    return accessGroup.isPresent()
        ? found(connection, address, entry)
        : new Found(address, entry, clock.instant(), Map.of());
  }

  private Person person(Found found, boolean enabled) {
    return people.person(
        found.address(), found.entry(), enabled, Set.copyOf(found.groups().values()), found.at());
  }

  private Optional<Found> look(Jid address) throws LDAPException {
    return connections.search(
        connection -> {
          Optional<SearchResultEntry> entry = people.find(connection, address);
          return entry.isEmpty()
              ? Optional.empty()
              : Optional.of(found(connection, address, entry.get()));
        });
  }

  private Found found(LDAPConnection connection, Jid address, SearchResultEntry entry)
      throws LDAPException {
    Instant now = clock.instant();
    recognised.put(address, now);
    Map<String, String> in =
        groups.isPresent()
            ? groups.get().groupsOf(connection, entry, people.nameOf(address))
            : Map.of();
    return new Found(address, entry, now, in);
  }

  /** Why a person may not log in, whatever the password. */
  private Optional<Outcome> obstacle(Found found) {
    return dialect
        .obstacle(found.entry(), clock.instant())
        .or(() -> isAllowed(found) ? Optional.empty() : Optional.of(new Outcome.NotAllowed()));
  }

  private boolean isAllowed(Found found) {
    return accessGroup.isEmpty() || found.groups().containsKey(accessGroup.get());
  }

  @Override
  public Outcome admit(Jid address) {
    try {
      return look(address).map(this::admitted).orElseGet(Outcome.Unknown::new);
    } catch (LDAPException e) {
      return unreachable("looking up a person", e);
    }
  }

  private Outcome admitted(Found found) {
    return obstacle(found).orElseGet(() -> new Outcome.Ok(person(found, true)));
  }

  @Override
  public Outcome verify(Jid address, String password) {
    if (password.isEmpty()) {
      return new Outcome.WrongPassword();
    }
    try {
      Optional<Found> found = look(address);
      if (found.isEmpty()) {
        pretend();
        return new Outcome.Unknown();
      }
      return bind(found.get(), password);
    } catch (LDAPException e) {
      return unreachable("looking up a person", e);
    }
  }

  private Outcome bind(Found found, String password) {
    BindResult result;
    try {
      result =
          connections.bind(
              new SimpleBindRequest(found.entry().getDN(), password, dialect.bindControls()));
    } catch (LDAPException e) {
      Outcome outcome = dialect.refused(e);
      return outcome instanceof Outcome.Unreachable
          ? unreachable("checking a password", e)
          : outcome;
    }
    if (result.getResultCode() != ResultCode.SUCCESS) {
      return unreachable("checking a password", new LDAPException(result));
    }
    Optional<Outcome> reservation = dialect.reservation(result);
    if (reservation.isPresent()) {
      return reservation.get();
    }
    // The entry was read before; a lock that it showed has ended if the bind succeeded.
    Optional<Outcome> obstacle = obstacle(found).filter(one -> !(one instanceof Outcome.Locked));
    return obstacle.orElseGet(
        () -> isAllowed(found) ? new Outcome.Ok(person(found, true)) : new Outcome.NotAllowed());
  }

  /**
   * Costs the directory what a wrong password costs, so that nobody learns from the time who
   * exists.
   */
  private void pretend() throws LDAPException {
    byte[] made = new byte[16];
    random.nextBytes(made);
    String nobody = HexFormat.of().formatHex(made);
    DN dn = new DN(new RDN("cn", nobody), new DN(config.baseDn()));
    try {
      connections.bind(new SimpleBindRequest(dn, nobody));
    } catch (LDAPException e) {
      LOG.trace("directory {}: a made-up entry is refused, as it must be", name);
    }
  }

  private Outcome.Unreachable unreachable(String doing, LDAPException e) {
    LOG.warn("directory {}: {} failed: {}", name, doing, e.getResultCode());
    return new Outcome.Unreachable(
        name + " answered " + doing + " with " + e.getResultCode().getName());
  }

  @Override
  public List<AccountStore.Verifier> verifiers(Jid address) {
    return List.of();
  }

  @Override
  public boolean hasVerifiers() {
    return false;
  }

  /** The DN of a person's entry. */
  Optional<String> dn(Jid address) {
    return entry(address).map(Entry::getDN);
  }

  private Optional<SearchResultEntry> entry(Jid address) {
    try {
      return connections.search(connection -> people.find(connection, address));
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(unreachable("looking up a person", e).reason(), e);
    }
  }

  @Override
  public Optional<byte[]> photo(Jid address) {
    Optional<String> dn = dn(address);
    if (dn.isEmpty() || config.photoAttribute().isEmpty()) {
      return Optional.empty();
    }
    String attribute = config.photoAttribute().get();
    try {
      return connections
          .search(connection -> Optional.ofNullable(connection.getEntry(dn.get(), attribute)))
          .map(entry -> entry.getAttributeValueBytes(attribute));
    } catch (LDAPException e) {
      throw new DirectoryUnreachableException(unreachable("reading a picture", e).reason(), e);
    }
  }

  Connections connections() {
    return connections;
  }

  Dialect dialect() {
    return dialect;
  }

  PeopleSearch people() {
    return people;
  }

  LdapPeople config() {
    return config;
  }

  Optional<GroupMembers> members() {
    return members;
  }

  Optional<LdapGroups> groupConfig() {
    return groupConfig;
  }

  Map<Jid, Instant> recognised() {
    return recognised;
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public void close() {
    connections.close();
  }
}
