package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Optional;
import java.util.stream.Stream;

/** Configured filters, whose syntax was checked when the configuration was read. */
final class Filters {
  private Filters() {}

  static Filter parse(String filter) {
    try {
      return Filter.create(filter);
    } catch (LDAPException e) {
      throw new IllegalArgumentException("not an LDAP filter: " + filter, e);
    }
  }

  /**
   * Whether there is a filter and it holds for an entry; one that can't be evaluated holds, since
   * it keeps people out.
   */
  static boolean matches(Optional<Filter> filter, Entry entry) {
    try {
      return filter.isPresent() && filter.get().matchesEntry(entry);
    } catch (LDAPException e) {
      return true;
    }
  }

  /** The attributes that a filter speaks of. */
  static Stream<String> attributes(Filter filter) {
    Stream<String> own = Stream.ofNullable(filter.getAttributeName());
    Stream<Filter> parts =
        Stream.concat(
            Stream.of(filter.getComponents()), Stream.ofNullable(filter.getNOTComponent()));
    return Stream.concat(own, parts.flatMap(Filters::attributes));
  }
}
