package org.chancery.server.feature.push;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.server.config.Section;

/**
 * Settings of push notifications.
 *
 * @param services the domains and bare addresses of the push services that devices may name; with
 *     none, push is not offered
 * @param content what a notification tells besides that there is a message
 * @param unacknowledgedAfter how long a connected device may leave a message unacknowledged before
 *     it is woken
 * @param resumeFor how long the session of a device that can be woken waits to be resumed
 */
public record PushConfig(
    Set<Jid> services, Content content, Duration unacknowledgedAfter, Duration resumeFor) {

  /** What push services, which are often other companies', get to read. */
  public enum Content {
    /** Nothing: that there is a message. */
    NONE,
    /** Who sent it. */
    SENDER,
    /** Who sent it, and how it begins. */
    BODY
  }

  /** Reads {@code chancery.push}. */
  public static PushConfig from(Section section) {
    return new PushConfig(
        services(section),
        section.oneOf("content", Content.class),
        section.duration("unacknowledged-after", Duration.ofSeconds(1), Duration.ofHours(1)),
        section.duration("resume-for", Duration.ofSeconds(1), Duration.ofDays(7)));
  }

  private static Set<Jid> services(Section section) {
    try {
      return section.strings("services").stream()
          .map(Jid::of)
          .map(Jid::bare)
          .collect(Collectors.toUnmodifiableSet());
    } catch (JidException e) {
      section.problem("services", "must be addresses such as push.example.org");
      return Set.of();
    }
  }

  boolean allows(Jid service) {
    return services.contains(service.bare()) || services.contains(service.domainOnly());
  }
}
