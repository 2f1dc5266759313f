package org.chancery.auth.ldap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.chancery.auth.ldap.LdapServers.Host;

/**
 * The servers of a directory in the order in which to use them. One that failed is suspect, and
 * used only when no other is left, until it has been seen to work again. Thread-safe.
 */
final class ServerList {

  /** A server and how much it is preferred: the lower the more. */
  record Ranked(Host host, int rank) {}

  private final Supplier<List<Ranked>> source;
  private final Set<Host> suspects = ConcurrentHashMap.newKeySet();

  ServerList(Supplier<List<Ranked>> source) {
    this.source = source;
  }

  /** The servers, each preferred to all that follow. */
  static ServerList of(List<Host> hosts) {
    List<Ranked> ranked = new ArrayList<>();
    for (Host host : hosts) {
      ranked.add(new Ranked(host, ranked.size()));
    }
    return new ServerList(() -> ranked);
  }

  List<Host> inOrder() {
    return source.get().stream()
        .sorted(
            Comparator.comparing((Ranked server) -> suspects.contains(server.host()))
                .thenComparing(Ranked::rank))
        .map(Ranked::host)
        .toList();
  }

  /** Reports that a server did not work; true when that is news. */
  boolean suspect(Host host) {
    return suspects.add(host);
  }

  /** Reports that a server worked; true when that is news. */
  boolean trust(Host host) {
    return suspects.remove(host);
  }

  List<Host> suspects() {
    return List.copyOf(suspects);
  }

  /** Whether a connection to this server should be given up for one to a better server. */
  boolean isOutdated(Host host) {
    List<Ranked> all = source.get();
    int best =
        all.stream()
            .filter(server -> !suspects.contains(server.host()))
            .mapToInt(Ranked::rank)
            .min()
            .orElse(Integer.MAX_VALUE);
    int own =
        all.stream()
            .filter(server -> server.host().equals(host))
            .mapToInt(Ranked::rank)
            .min()
            .orElse(best);
    return best < own || best != Integer.MAX_VALUE && suspects.contains(host);
  }
}
