package org.chancery.auth.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Searches with many results, in pages (RFC 2696) on one connection, since a cookie is worth
 * nothing on another.
 */
final class Pages {
  private static final int PAGE = 500;
  private static final int ALTERNATIVES = 200;

  /** For the few entries that a log-in waits for. */
  static final Pages QUICK = new Pages(1);

  /** For large searches that nobody waits for, whose pages may take longer. */
  static final Pages PATIENT = new Pages(4);

  private final int patience;

  private Pages(int patience) {
    this.patience = patience;
  }

  /** Returns how many pages there were. */
  int search(
      LDAPConnection connection,
      String base,
      Filter filter,
      List<String> attributes,
      Consumer<SearchResultEntry> found)
      throws LDAPException {
    long usual = connection.getConnectionOptions().getResponseTimeoutMillis();
    ASN1OctetString cookie = null;
    int pages = 0;
    do {
      SearchRequest request =
          new SearchRequest(base, SearchScope.SUB, filter, attributes.toArray(String[]::new));
      request.addControl(new SimplePagedResultsControl(PAGE, cookie));
      request.setResponseTimeoutMillis(patience * usual);
      SearchResult result = connection.search(request);
      result.getSearchEntries().forEach(found);
      pages++;
      SimplePagedResultsControl page = SimplePagedResultsControl.get(result);
      cookie = page != null && page.moreResultsToReturn() ? page.getCookie() : null;
    } while (cookie != null);
    return pages;
  }

  /** Searches for entries of which each has one of many values, some hundred values to a search. */
  <T> void searchAny(
      LDAPConnection connection,
      String base,
      Filter all,
      Collection<T> values,
      Function<T, Filter> alternative,
      List<String> attributes,
      Consumer<SearchResultEntry> found)
      throws LDAPException {
    List<T> left = new ArrayList<>(values);
    for (int from = 0; from < left.size(); from += ALTERNATIVES) {
      List<T> some = left.subList(from, Math.min(left.size(), from + ALTERNATIVES));
      Filter any = Filter.createORFilter(some.stream().map(alternative).toList());
      search(connection, base, Filter.createANDFilter(all, any), attributes, found);
    }
  }
}
