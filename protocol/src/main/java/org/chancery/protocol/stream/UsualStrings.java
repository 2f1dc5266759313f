package org.chancery.protocol.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Namespaces;

/**
 * One copy of the namespaces and attribute values that nearly every stanza repeats. A fixed table,
 * safe to share.
 */
final class UsualStrings {
  private static final int LONGEST_VALUE = 12;

  private static final Map<String, String> NAMESPACES =
      table(
          List.of(
              Namespaces.CLIENT,
              Namespaces.STREAM,
              Namespaces.STREAM_ERRORS,
              Namespaces.STANZA_ERRORS,
              Namespaces.TLS,
              Namespaces.SASL,
              Namespaces.BIND,
              Namespaces.SESSION,
              Namespaces.XML,
              "jabber:server",
              "jabber:iq:roster",
              "jabber:x:data",
              "jabber:x:conference",
              "jabber:x:oob",
              "vcard-temp",
              "vcard-temp:x:update",
              "http://jabber.org/protocol/caps",
              "http://jabber.org/protocol/chatstates",
              "http://jabber.org/protocol/disco#info",
              "http://jabber.org/protocol/disco#items",
              "http://jabber.org/protocol/muc",
              "http://jabber.org/protocol/muc#user",
              "http://jabber.org/protocol/pubsub",
              "http://jabber.org/protocol/pubsub#event",
              "http://jabber.org/protocol/rsm",
              "urn:xmpp:blocking",
              "urn:xmpp:carbons:2",
              "urn:xmpp:chat-markers:0",
              "urn:xmpp:csi:0",
              "urn:xmpp:delay",
              "urn:xmpp:fallback:0",
              "urn:xmpp:forward:0",
              "urn:xmpp:hints",
              "urn:xmpp:mam:2",
              "urn:xmpp:message-correct:0",
              "urn:xmpp:occupant-id:0",
              "urn:xmpp:ping",
              "urn:xmpp:reactions:0",
              "urn:xmpp:receipts",
              "urn:xmpp:reply:0",
              "urn:xmpp:sasl:2",
              "urn:xmpp:sid:0",
              "urn:xmpp:sm:3"));

  private static final Map<String, String> VALUES =
      table(
          List.of(
              "chat",
              "groupchat",
              "normal",
              "headline",
              "error",
              "get",
              "set",
              "result",
              "unavailable",
              "probe",
              "subscribe",
              "subscribed",
              "en",
              "de",
              "fr",
              "es",
              "1.0",
              "both",
              "none",
              "true",
              "false",
              "0",
              "1"));

  private UsualStrings() {}

  /** The shared copy of a namespace, or the string itself; {@code null} is no namespace. */
  static String namespace(String uri) {
    return uri == null || uri.isEmpty() ? "" : NAMESPACES.getOrDefault(uri, uri);
  }

  /** The shared copy of an attribute's value, or the string itself. */
  static String value(String value) {
    return value.length() > LONGEST_VALUE ? value : VALUES.getOrDefault(value, value);
  }

  private static Map<String, String> table(List<String> strings) {
    Map<String, String> table = HashMap.newHashMap(strings.size() * 2);
    strings.forEach(string -> table.put(string, string));
    return table;
  }
}
