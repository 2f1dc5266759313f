package org.chancery.server.feature.externalservices;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.server.config.Secret;
import org.chancery.server.config.Section;

/**
 * A service outside.
 *
 * @param type {@code stun}, {@code stuns}, {@code turn}, {@code turns} or another
 * @param host where it is
 * @param port its port
 * @param transport {@code udp} or {@code tcp}
 * @param name what people are shown; empty for nothing
 * @param secret what it shares with this server; empty for a service without credentials
 * @param ttl how long credentials last
 */
public record ExternalService(
    String type,
    String host,
    int port,
    String transport,
    String name,
    Optional<Secret> secret,
    Duration ttl) {

  /** Reads {@code chancery.external-services}. */
  public static List<ExternalService> from(Section root) {
    List<ExternalService> services = new ArrayList<>();
    for (Section each : root.sections("external-services")) {
      String host = each.string("host");
      if (host.isEmpty()) {
        each.problem("host", "must be the name or address of the service");
      }
      services.add(
          new ExternalService(
              each.string("type"),
              host,
              each.integer("port", 1, 65_535),
              each.oneOf("transport", "udp", "tcp"),
              each.string("name"),
              each.secret("secret"),
              each.duration("credentials-last", Duration.ofMinutes(1), Duration.ofDays(30))));
    }
    return List.copyOf(services);
  }
}
