package org.chancery.server.admin;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.chancery.server.Addresses;

/**
 * What {@code run} says when the server accepts connections: one line with the addresses that
 * people need.
 */
final class ReadyLine {

  private ReadyLine() {}

  /** The names and values of the line, in order; where there are none of a kind, it is left out. */
  static SequencedMap<String, String> of(Addresses addresses) {
    SequencedMap<String, String> result = new LinkedHashMap<>();
    result.put("domain", addresses.domain());
    put(result, "xmpp", addresses.startTls());
    put(result, "xmpps", addresses.directTls());
    put(result, "https", addresses.https());
    return result;
  }

  private static void put(
      SequencedMap<String, String> result, String name, List<InetSocketAddress> addresses) {
    if (!addresses.isEmpty()) {
      result.put(name, addresses.stream().map(ReadyLine::show).collect(Collectors.joining(",")));
    }
  }

  /** A wildcard address is none that anybody could connect to, so it is shown as what it means. */
  private static String show(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean bracketed = address.getAddress() instanceof Inet6Address;
    String shown = bracketed ? "[" + host + "]" : host;
    return (address.getAddress().isAnyLocalAddress() ? "*" : shown) + ":" + address.getPort();
  }

  static String text(SequencedMap<String, String> values) {
    return values.entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining("  ", "ready  ", ""));
  }
}
