package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.protocol.XmlChars;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds people's entries and reads them. Thread-safe. */
final class PeopleSearch {
  private static final Logger LOG = LoggerFactory.getLogger(PeopleSearch.class);

  private final LdapPeople config;
  private final Dialect dialect;
  private final Names names;
  private final Filter filter;
  private final List<String> attributes;

  PeopleSearch(LdapPeople config, Dialect dialect) {
    this.config = config;
    this.dialect = dialect;
    this.names = new Names(config.domain(), config.nameSuffix());
    this.filter = Filters.parse(config.filter());
    this.attributes =
        Stream.of(
                Stream.of(config.nameAttribute(), "objectSid"),
                dialect.attributes().stream(),
                config.attributes().values().stream().flatMap(List::stream))
            .flatMap(stream -> stream)
            .distinct()
            .toList();
  }

  Filter filter() {
    return filter;
  }

  String baseDn() {
    return config.baseDn();
  }

  List<String> attributes() {
    return attributes;
  }

  /** The name by which the directory knows an address. */
  String nameOf(Jid address) {
    return names.inDirectory(address);
  }

  /**
   * The filter for one person. The name is passed as a value, so nothing in it can be taken for a
   * filter.
   */
  Filter named(Jid address) {
    return namedInDirectory(names.inDirectory(address));
  }

  /** The filter for one person by the directory's own name. */
  Filter namedInDirectory(String name) {
    return Filter.createEqualityFilter(config.nameAttribute(), name);
  }

  /**
   * The entry of a person. A directory compares names more loosely than addresses are compared
   * (case, accents, spaces), so an entry counts only if its name makes exactly this address.
   */
  Optional<SearchResultEntry> find(LDAPConnection connection, Jid address) throws LDAPException {
    if (!address.domain().equals(config.domain())) {
      return Optional.empty();
    }
    SearchRequest request =
        new SearchRequest(
            config.baseDn(),
            SearchScope.SUB,
            Filter.createANDFilter(filter, named(address)),
            attributes.toArray(String[]::new));
    List<SearchResultEntry> found =
        connection.search(request).getSearchEntries().stream()
            .filter(entry -> isNamed(entry, address))
            .toList();
    if (found.size() > 1) {
      LOG.warn(
          "{} entries are named like one person: nobody can log in as that person", found.size());
    }
    if (found.size() != 1) {
      return Optional.empty();
    }
    if (!dialect.makesSense(found.getFirst())) {
      throw new LDAPException(
          ResultCode.INVALID_ATTRIBUTE_SYNTAX,
          "a person's entry has values that make no sense, or lacks one that it must have");
    }
    return Optional.of(found.getFirst());
  }

  private boolean isNamed(Entry entry, Jid address) {
    return addresses(entry).anyMatch(address::equals) && !entry.getDN().isEmpty();
  }

  private Stream<Jid> addresses(Entry entry) {
    String[] values = entry.getAttributeValues(config.nameAttribute());
    return values == null
        ? Stream.empty()
        : Arrays.stream(values).map(names::address).flatMap(Optional::stream);
  }

  /** The address of an entry; empty when its name can't be one. */
  Optional<Jid> address(Entry entry) {
    return addresses(entry).findFirst();
  }

  /**
   * Entries whose name, shown name or mail address contains a text. The text is passed as a value,
   * so nothing in it can be taken for a filter.
   */
  List<SearchResultEntry> containing(LDAPConnection connection, String text, int most)
      throws LDAPException {
    List<Filter> alternatives =
        Stream.of(
                List.of(config.nameAttribute()),
                config.attributes().getOrDefault("display-name", List.of()),
                config.attributes().getOrDefault("mail", List.of()))
            .flatMap(List::stream)
            .distinct()
            .map(attribute -> Filter.createSubAnyFilter(attribute, text))
            .toList();
    SearchRequest request =
        new SearchRequest(
            config.baseDn(),
            SearchScope.SUB,
            Filter.createANDFilter(filter, Filter.createORFilter(alternatives)),
            attributes.toArray(String[]::new));
    request.setSizeLimit(most);
    try {
      return connection.search(request).getSearchEntries();
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return e.getSearchEntries();
      }
      throw e;
    }
  }

  /** The entries of many people, some hundred to a search. */
  void find(
      LDAPConnection connection,
      Collection<Jid> people,
      Filter also,
      Consumer<SearchResultEntry> found)
      throws LDAPException {
    Filter both = Filter.createANDFilter(filter, also);
    Pages.PATIENT.searchAny(
        connection, config.baseDn(), both, people, this::named, attributes, found);
  }

  /** All people for whom a filter holds; returns how many pages there were. */
  int findAll(LDAPConnection connection, Filter also, Consumer<SearchResultEntry> found)
      throws LDAPException {
    Filter both = Filter.createANDFilter(filter, also);
    return Pages.PATIENT.search(connection, config.baseDn(), both, attributes, found);
  }

  /** What is known of a person whose entry was read at a time. */
  Person person(Jid address, Entry entry, boolean enabled, Set<String> groups, Instant at) {
    Map<String, String> values = new HashMap<>();
    config
        .attributes()
        .forEach(
            (name, sources) -> first(entry, sources).ifPresent(value -> values.put(name, value)));
    Person.Entry mark =
        new Person.Entry(
            dialect.id(entry), dialect.passwordMark(entry), dialect.settled(entry, at));
    return new Person(address, enabled, Map.copyOf(values), Set.copyOf(groups), mark);
  }

  /** What a directory says goes into stanzas, and not everything that it may say can. */
  private static Optional<String> first(Entry entry, List<String> sources) {
    return sources.stream()
        .map(entry::getAttributeValue)
        .filter(Objects::nonNull)
        .findFirst()
        .map(XmlChars::replaceForbidden);
  }

  /** The name to show for a person. */
  String displayName(Jid address, Entry entry) {
    return first(entry, config.attributes().getOrDefault("display-name", List.of()))
        .orElse(address.local());
  }
}
