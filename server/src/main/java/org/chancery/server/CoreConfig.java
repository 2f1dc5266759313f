package org.chancery.server;

import java.time.Duration;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.stream.StreamLimits;
import org.chancery.server.audit.AuditConfig;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.server.feature.FeatureConfig;
import org.chancery.server.net.NetConfig;
import org.chancery.server.session.SessionConfig;

/**
 * The settings of everything between transports and stores.
 *
 * @param domains the domains whose accounts are here
 * @param version what the server tells about itself
 */
public record CoreConfig(
    Set<String> domains,
    String version,
    NetConfig net,
    SessionConfig session,
    AuditConfig audit,
    FeatureConfig features) {
  private static final int MEBI = 1024 * 1024;

  /** Reads the settings; what is wrong with them is collected there. */
  public static CoreConfig from(Settings settings) {
    return new CoreConfig(
        Set.of(domain(settings.root())),
        packagedVersion(),
        net(settings.section("client")),
        session(settings.section("client")),
        audit(settings.section("audit")),
        FeatureConfig.from(settings));
  }

  private static String domain(Section root) {
    String domain = root.string("domain");
    if (!isDomain(domain)) {
      root.problem("domain", "must be a domain in lower case, such as example.org");
    }
    return domain;
  }

  private static boolean isDomain(String text) {
    try {
      return Jid.of("", text, "").domain().equals(text);
    } catch (JidException e) {
      return false;
    }
  }

  private static String packagedVersion() {
    String packaged = CoreConfig.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }

  private static NetConfig net(Section client) {
    int stanza = (int) client.size("max-stanza", 10_000, 16 * MEBI);
    int early = (int) client.size("max-stanza-before-login", 4_096, MEBI);
    return new NetConfig(
        StreamLimits.BEFORE_AUTHENTICATION.withMaxStanzaBytes(early),
        StreamLimits.AFTER_AUTHENTICATION.withMaxStanzaBytes(stanza),
        client.duration("negotiation-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        client.duration("stanza-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        client.duration("idle-probe", Duration.ofSeconds(5), Duration.ofDays(1)),
        client.duration("idle-timeout", Duration.ofSeconds(10), Duration.ofDays(2)),
        client.integer("inbox", 2, 10_000),
        outboundBuffer(client),
        client.size("bytes-per-second", 1_024, 1024 * MEBI),
        client.size("burst", 16 * 1024, 1024 * MEBI),
        client.integer("connections-per-address", 1, 1_000_000));
  }

  private static long outboundBuffer(Section client) {
    return client.size("outbound-buffer", 64 * 1024, 1024 * MEBI);
  }

  private static SessionConfig session(Section client) {
    return new SessionConfig(
        client.flag("require-tls"),
        client.integer("login-attempts", 1, 100),
        client.integer("sessions-per-account", 1, 1_000),
        client.duration("resume-for", Duration.ofSeconds(1), Duration.ofDays(2)),
        client.integer("unacknowledged", 10, 1_000_000),
        outboundBuffer(client));
  }

  private static AuditConfig audit(Section audit) {
    return new AuditConfig(
        audit.integer("batch", 1, 10_000),
        audit.integer("queue", 10, 1_000_000),
        audit.duration("linger", Duration.ZERO, Duration.ofSeconds(1)),
        audit.duration("patience", Duration.ofMillis(100), Duration.ofMinutes(10)),
        audit.duration("retry", Duration.ofMillis(1), Duration.ofMinutes(1)),
        audit.flag("chat-states"));
  }
}
