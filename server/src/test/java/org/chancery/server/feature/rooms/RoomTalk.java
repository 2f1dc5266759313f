package org.chancery.server.feature.rooms;

import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;

/** A server with a room service, and what clients usually say to it. */
final class RoomTalk implements AutoCloseable {
  static final String ROOM = "tea@rooms.localhost";
  private static final String MUC = "http://jabber.org/protocol/muc";

  private final TestServer server;

  RoomTalk(Map<String, String> overrides) {
    server = new TestServer(overrides);
  }

  RoomTalk() {
    this(Map.of());
  }

  TestServer server() {
    return server;
  }

  /** Comes online and enters; whoever is first creates the room as it is by default. */
  TestClient enters(String who, String nick) {
    TestClient client = server.online(who);
    enters(client, nick);
    return client;
  }

  /** Enters and takes everything up to the subject. */
  void enters(TestClient client, String nick) {
    client.sends(join(nick));
    Element self = untilSelf(client);
    if (hasStatus(self, "201")) {
      client.sends(
          "<iq type='set' id='instant' to='%s'><query xmlns='%s#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>"
              .formatted(ROOM, MUC));
      client.receives("<iq type='result' id='instant'/>");
    }
    Element message = client.receives("<message/>");
    while (message.childText("subject").isEmpty()) {
      message = client.receives("<message/>");
    }
  }

  static String join(String nick) {
    return "<presence to='%s/%s'><x xmlns='%s'/></presence>".formatted(ROOM, nick, MUC);
  }

  /** The presence by which a client learns that it has entered. */
  static Element untilSelf(TestClient client) {
    while (true) {
      Element presence = client.receives("<presence/>");
      if (presence.attribute("type").filter("error"::equals).isPresent()) {
        throw new AssertionError("not let in: " + presence);
      }
      if (hasStatus(presence, "110")) {
        return presence;
      }
    }
  }

  static boolean hasStatus(Element presence, String code) {
    return presence
        .child("x", MUC + "#user")
        .filter(
            x ->
                x.children("status", MUC + "#user").stream()
                    .anyMatch(status -> status.attribute("code").filter(code::equals).isPresent()))
        .isPresent();
  }

  /** Says something to everybody. */
  static void says(TestClient client, String text) {
    client.sends(
        "<message type='groupchat' to='%s' id='%s'><body>%s</body></message>"
            .formatted(ROOM, "m-" + text.hashCode(), text));
  }

  /** An owner sets fields of the form. */
  static void configures(TestClient owner, String... fields) {
    owner.sends(
        "<iq type='set' id='conf' to='%s'><query xmlns='%s#owner'>%s</query></iq>"
            .formatted(ROOM, MUC, form("roomconfig", fields)));
    owner.receives("<iq type='result' id='conf'/>");
  }

  /** Takes the room's word that it was configured. */
  static void notified(TestClient... clients) {
    for (TestClient client : clients) {
      client.receives(
          "<message type='groupchat' from='%s'><x xmlns='%s#user'><status/></x></message>"
              .formatted(ROOM, MUC));
    }
  }

  static String form(String kind, String... fields) {
    StringBuilder form =
        new StringBuilder("<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>")
            .append(MUC)
            .append('#')
            .append(kind)
            .append("</value></field>");
    for (int i = 0; i < fields.length; i += 2) {
      form.append("<field var='").append(fields[i]).append("'>");
      for (String value : fields[i + 1].split(",", -1)) {
        form.append("<value>").append(value).append("</value>");
      }
      form.append("</field>");
    }
    return form.append("</x>").toString();
  }

  /** Asks for changes of roles or affiliations. */
  static void administers(TestClient client, String id, String items) {
    client.sends(
        "<iq type='set' id='%s' to='%s'><query xmlns='%s#admin'>%s</query></iq>"
            .formatted(id, ROOM, MUC, items));
  }

  @Override
  public void close() {
    server.close();
  }
}
