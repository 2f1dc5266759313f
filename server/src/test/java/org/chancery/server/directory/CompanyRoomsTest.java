package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room that belongs to a group of a real slapd. */
@NeedsPrograms({"slapd", "slapadd"})
class CompanyRoomsTest {
  private static final String ROOM = "tea@rooms.localhost";
  private static final String BOOKMARKS = "urn:xmpp:bookmarks:1";
  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private final SlapdServer slapd = company();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    slapd.close();
  }

  private static void isBookmarked(TestClient client, String content) {
    client.receives(
        """
        <message><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>%s</items></event></message>
        """
            .formatted(BOOKMARKS, content));
  }

  private static void enters(TestClient client, String nick) {
    client.sends(
        "<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            .formatted(ROOM, nick));
    Element message = client.receives("<message/>");
    while (message.child("subject", "jabber:client").isEmpty()) {
      message = client.receives("<message/>");
    }
  }

  private static void says(TestClient client, String text) {
    client.sends(
        "<message type='groupchat' to='%s'><body>%s</body></message>".formatted(ROOM, text));
    client.receives("<message type='groupchat'><body>%s</body></message>".formatted(text));
  }

  private static void isRefused(TestClient client) {
    client.elementsUntilPong();
    client.sends(
        "<presence to='%s/x'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            .formatted(ROOM));
    client.receives(
        "<presence type='error'><error><registration-required xmlns='%s'/></error></presence>"
            .formatted(ERRORS));
    client.sends(
        "<iq type='set' id='mam' to='%s'><query xmlns='urn:xmpp:mam:2'/></iq>".formatted(ROOM));
    client.receives(
        "<iq type='error' id='mam'><error><forbidden xmlns='%s'/></error></iq>".formatted(ERRORS));
  }

  /** The example for OpenLDAP, with a group more that only owns a room. */
  private Path config() throws IOException {
    Path example = ExampleConfig.openLdap(folder, slapd);
    String rooms = "rooms = [\"" + SlapdServer.groupDn("tea") + "\"]\n";
    return Files.writeString(
        example, Files.readString(example).replace("roster = [", rooms + "roster = ["));
  }

  private static SlapdServer company() {
    List<String> everybody =
        List.of(
            SlapdServer.personDn("alice"),
            SlapdServer.personDn("bob"),
            SlapdServer.personDn("eve"));
    return SlapdServer.start(
        new TestCa("Company CA"),
        SlapdServer.person("alice", "Alice Adams", "correct horse")
            + SlapdServer.person("bob", "Bob Brown", "correct horse")
            + SlapdServer.person("eve", "Eve Evans", "correct horse")
            + SlapdServer.group("chat", everybody)
            + SlapdServer.group("staff", everybody)
            + SlapdServer.group("tea", List.of(SlapdServer.personDn("bob"))));
  }

  private void change(ModificationType type, String uid) throws LDAPException {
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(
          SlapdServer.groupDn("tea"), new Modification(type, "member", SlapdServer.personDn(uid)));
    }
  }

  @Test
  void theDirectoryDecidesWhoHasTheRoomOnRunningClients() throws IOException, LDAPException {
    String rooms = "[{ group = tea, name = Tea drinkers }]";
    try (ExampleServer server = new ExampleServer(config(), Map.of("rooms.groups", rooms));
        TestClient alice = server.online("alice").isInterestedIn(BOOKMARKS);
        TestClient eve = server.online("eve").isInterestedIn(BOOKMARKS)) {
      String bookmark =
          "<item id='%s'><conference xmlns='%s' name='Tea drinkers' autojoin='true'/></item>"
              .formatted(ROOM, BOOKMARKS);
      change(ModificationType.ADD, "alice");
      isBookmarked(alice, bookmark);
      enters(alice, "alice");
      says(alice, "before eve");
      isRefused(eve);

      change(ModificationType.ADD, "eve");
      isBookmarked(eve, bookmark);
      enters(eve, "eve");
      says(alice, "with eve");
      eve.receives("<message type='groupchat'><body>with eve</body></message>");
      eve.elementsUntilPong();

      change(ModificationType.DELETE, "eve");
      eve.receives(
          """
          <presence type='unavailable' from='tea@rooms.localhost/eve'>
            <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'/>
              <status code='110'/><status code='321'/></x></presence>\
          """);
      isBookmarked(eve, "<retract id='%s'/>".formatted(ROOM));
      says(alice, "without eve");
      isRefused(eve);
      assertFalse(eve.elementsUntilPong().toString().contains("without eve"));
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      Element roster = alice.receives("<iq type='result' id='r'/>").firstChild().orElseThrow();
      assertEquals(
          "staff", // a group for rooms does not show among the contacts
          roster.firstChild().orElseThrow().childText("group").orElseThrow());
    }
  }
}
