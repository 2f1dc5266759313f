package org.chancery.server.feature.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdministrationTest {
  private final TestServer server = new TestServer(Map.of("admins", "[\"alice@localhost\"]"));
  private final TestClient alice = server.online("alice");

  @AfterEach
  void stop() {
    server.close();
  }

  private static String execute(String action) {
    return "<iq type='set' id='c' to='localhost'><command xmlns='http://jabber.org/protocol/commands' action='execute' node='http://jabber.org/protocol/admin#%s'/></iq>"
        .formatted(action);
  }

  private static String submit(String action, String session, String... fields) {
    StringBuilder form = new StringBuilder();
    for (String field : fields) {
      String[] parts = field.split("=", 2);
      form.append("<field var='%s'><value>%s</value></field>".formatted((Object[]) parts));
    }
    return "<iq type='set' id='c' to='localhost'><command xmlns='http://jabber.org/protocol/commands' sessionid='%s' node='http://jabber.org/protocol/admin#%s'><x xmlns='jabber:x:data' type='submit'>%s</x></command></iq>"
        .formatted(session, action, form);
  }

  private String begins(String action) {
    alice.sends(execute(action));
    Element answer =
        alice.receives(
            "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'"
                + " sessionid='*' status='executing'><actions"
                + " execute='complete'><complete/></actions><x xmlns='jabber:x:data'"
                + " type='form'/></command></iq>");
    return answer.firstChild().orElseThrow().attribute("sessionid").orElseThrow();
  }

  private void does(String action, String... fields) {
    alice.sends(submit(action, begins(action), fields));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'"
            + " status='completed'/></iq>");
  }

  private List<String> acts() {
    return server.record().entries().stream()
        .filter(entry -> entry.kind() == AuditKind.ADMINISTRATION)
        .map(AuditEntry::detail)
        .map(detail -> detail.get("action"))
        .toList();
  }

  @Test
  void accountsAreAddedDisabledAndRemovedAndAllThatIsOnRecord() {
    does("add-user", "accountjid=frank@localhost", "password=battery staple");
    alice.sends(submit("get-registered-users-list", begins("get-registered-users-list")));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'"
            + " status='completed'><x xmlns='jabber:x:data' type='result'><field"
            + " var='registereduserjids'><value>frank@localhost</value></field></x></command></iq>");
    does("disable-user", "accountjids=frank@localhost");
    alice.sends(execute("get-disabled-users-num"));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'"
            + " status='completed'><x xmlns='jabber:x:data' type='result'><field"
            + " var='disabledusersnum'><value>1</value></field></x></command></iq>");
    does("reenable-user", "accountjids=frank@localhost");
    does("change-user-password", "accountjid=frank@localhost", "password=correct horse");
    does("delete-user", "accountjids=frank@localhost");
    assertEquals(
        List.of(
            "account added",
            "account disabled",
            "account enabled",
            "password set",
            "account removed"),
        acts());
  }

  @Test
  void whatCanNotBeRecordedIsNotDone() {
    String session = begins("add-user");
    server.record().goAway();
    alice.sends(
        submit("add-user", session, "accountjid=frank@localhost", "password=battery staple"));
    alice.receives("<iq type='error' id='c'/>");
    server.record().comeBack();
    alice.sends(execute("get-registered-users-num"));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'><x"
            + " xmlns='jabber:x:data' type='result'><field"
            + " var='registeredusersnum'><value>0</value></field></x></command></iq>");
  }

  @Test
  void peopleOfADirectoryAreManagedThere() {
    alice.sends(submit("disable-user", begins("disable-user"), "accountjids=bob@localhost"));
    alice.receives(
        "<iq type='error' id='c'><error><not-allowed"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    alice.sends(
        submit(
            "add-user", begins("add-user"), "accountjid=bob@localhost", "password=battery staple"));
    alice.receives(
        "<iq type='error' id='c'><error><conflict"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  }

  @Test
  void nobodyElseMayOrSeesThatThereIsAnything() {
    TestClient bob = server.online("bob");
    bob.sends(execute("add-user"));
    bob.receives(
        "<iq type='error' id='c'><error><forbidden"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    String session = begins("add-user");
    bob.sends(submit("add-user", session, "accountjid=eve2@localhost", "password=battery staple"));
    bob.receives("<iq type='error' id='c'/>");
    String list =
        "<iq type='get' id='d' to='localhost'><query xmlns='http://jabber.org/protocol/disco#items'"
            + " node='http://jabber.org/protocol/commands'/></iq>";
    bob.sends(list);
    Element none = bob.receives("<iq type='result' id='d'/>");
    assertFalse(none.toXml().contains("http://jabber.org/protocol/admin#"), none.toXml());
    alice.sends(list);
    alice.receives(
        "<iq type='result' id='d'><query xmlns='http://jabber.org/protocol/disco#items'><item"
            + " jid='localhost' node='http://jabber.org/protocol/admin#add-user' name='Add an"
            + " account'/></query></iq>");
  }

  @Test
  void aSessionIdIsGoodForItsAskerOnceAndForItsCommand() {
    String session = begins("announce");
    alice.sends(submit("delete-user", session, "accountjids=bob@localhost"));
    String bad =
        "<iq type='error' id='c'><error><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<bad-sessionid xmlns='http://jabber.org/protocol/commands'/></error></iq>";
    alice.receives(bad);
    TestClient phone = server.online("alice/phone");
    phone.sends(submit("announce", session, "announcement=Hello"));
    phone.receives(bad);
    alice.sends(
        "<iq type='set' id='c' to='localhost'><command xmlns='http://jabber.org/protocol/commands' action='cancel' sessionid='%s' node='http://jabber.org/protocol/admin#announce'/></iq>"
            .formatted(session));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'"
            + " status='canceled'/></iq>");
    alice.sends(submit("announce", session, "announcement=Hello"));
    alice.receives(bad);
  }

  @Test
  void anAnnouncementReachesEverybodyAndIsOnRecordOnce() {
    TestClient bob = server.online("bob");
    does("announce", "announcement=Maintenance at six");
    bob.receives(
        "<message type='headline' from='localhost'><body>Maintenance at six</body></message>");
    assertEquals(
        1,
        server.record().entries().stream()
            .filter(entry -> entry.body().equals("Maintenance at six"))
            .count());
  }

  @Test
  void sessionsAreEnded() {
    TestClient bob = server.online("bob");
    TestClient phone = server.online("bob/phone");
    does("end-user-session", "accountjids=bob@localhost/phone");
    phone.isDisconnected();
    bob.settles();
    alice.sends(execute("get-online-users-num"));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'><x"
            + " xmlns='jabber:x:data' type='result'><field"
            + " var='onlineusersnum'><value>2</value></field></x></command></iq>");
  }

  @Test
  void whatIsKnownOfAPersonIsShown() {
    server.befriends("bob", "carol");
    TestClient bob = server.online("bob");
    bob.settles();
    does("get-user-lastlogin", "accountjid=bob@localhost");
    alice.sends(submit("user-stats", begins("user-stats"), "accountjid=bob@localhost"));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'><x"
            + " xmlns='jabber:x:data' type='result'><field"
            + " var='rostersize'><value>1</value></field></x></command></iq>");
    alice.sends(submit("get-user-roster", begins("get-user-roster"), "accountjid=bob@localhost"));
    alice.receives(
        "<iq type='result' id='c'><command xmlns='http://jabber.org/protocol/commands'><x"
            + " xmlns='jabber:x:data' type='result'><item><field"
            + " var='jid'><value>carol@localhost</value></field></item></x></command></iq>");
    assertEquals(List.of("roster read"), acts());
  }
}
