package org.chancery.server.feature.bookmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chancery.protocol.Element;

/** Of what somebody wants to be told in a room, XEP-0492, from the most to the least. */
public enum NotificationWish {
  /** Of everything that is said. */
  ALWAYS,
  /** Of what mentions the person. */
  ON_MENTION,
  /** Of nothing. */
  NEVER;

  /** Clients use two versions of the same element. */
  private static final String NAMESPACE = "urn:xmpp:notification-settings:";

  /**
   * The wish of that name.
   *
   * @throws java.util.NoSuchElementException when there is none
   */
  public static NotificationWish named(String name) {
    return of(name).orElseThrow();
  }

  private static Optional<NotificationWish> of(String name) {
    return Arrays.stream(values()).filter(wish -> wish.xmlName().equals(name)).findFirst();
  }

  /** The name on the wire. */
  public String xmlName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The wish in a bookmark. Where it differs by kind of client, what holds for all others counts,
   * and without that the most that any of them wants.
   */
  static Optional<NotificationWish> in(Element conference) {
    List<Element> settings =
        conference.child("extensions", conference.namespace()).stream()
            .flatMap(extensions -> extensions.children().stream())
            .filter(it -> it.name().equals("notify") && it.namespace().startsWith(NAMESPACE))
            .flatMap(notify -> notify.children().stream())
            .toList();
    return settings.stream()
        .filter(setting -> setting.attributes().isEmpty())
        .flatMap(setting -> of(setting.name()).stream())
        .findFirst()
        .or(() -> settings.stream().flatMap(it -> of(it.name()).stream()).sorted().findFirst());
  }
}
