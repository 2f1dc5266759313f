package org.chancery.server.feature.roster;

import java.util.Map;
import org.chancery.protocol.Jid;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.junit.jupiter.api.Test;

class ColleaguesTest {
  private static final Jid ALICE = Jid.of("alice@localhost");
  private static final Jid BOB = Jid.of("bob@localhost");
  private static final Jid CAROL = Jid.of("carol@localhost");

  private static void groups(TestServer server, Map<String, Map<Jid, String>> groups) {
    Rosters rosters = server.core().rosters();
    rosters.colleagues(rosters.colleagues().next(groups));
  }

  @Test
  void colleaguesAreThereAtTheFirstLogInAndSeeEachOther() {
    try (TestServer server = new TestServer()) {
      groups(server, Map.of("Sales", Map.of(ALICE, "Alice A.", BOB, "Bob B.")));
      try (TestClient alice = server.online("alice")) {
        alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster' ver=''/></iq>");
        alice.receives(
            """
            <iq type='result' id='r'>
              <query xmlns='jabber:iq:roster' ver='0.1'>
                <item jid='bob@localhost' name='Bob B.' subscription='both'><group>Sales</group></item>
              </query>
            </iq>
            """);
        try (TestClient bob = server.online("bob")) {
          alice.receives("<presence from='bob@localhost/desk'/>");
          bob.receives("<presence from='alice@localhost/desk'/>");
        }
      }
    }
  }

  @Test
  void aChangeOfTheGroupReachesRunningClients() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice");
        TestClient carol = server.online("carol")) {
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives("<iq type='result' id='r'/>");
      groups(server, Map.of("Sales", Map.of(ALICE, "Alice", CAROL, "Carol")));
      alice.receives(
          """
          <iq type='set'>
            <query xmlns='jabber:iq:roster'>
              <item jid='carol@localhost' name='Carol' subscription='both'><group>Sales</group></item>
            </query>
          </iq>
          """);
      alice.receives("<presence from='carol@localhost/desk'/>");
      carol.receives("<presence from='alice@localhost/desk'/>");
      groups(server, Map.of("Sales", Map.of(ALICE, "Alice")));
      alice.receives(
          "<iq type='set'><query xmlns='jabber:iq:roster'><item jid='carol@localhost'"
              + " subscription='remove'/></query></iq>");
      alice.receives("<presence type='unavailable' from='carol@localhost/desk'/>");
    }
  }

  @Test
  void aColleagueCannotBeRemovedByOnePersonButMayBeRenamed() {
    try (TestServer server = new TestServer();
        TestClient alice = server.online("alice")) {
      groups(server, Map.of("Sales", Map.of(ALICE, "Alice", BOB, "Bob")));
      alice.sends(
          "<iq type='set' id='x'><query xmlns='jabber:iq:roster'><item jid='bob@localhost'"
              + " subscription='remove'/></query></iq>");
      alice.receives("<iq type='error' id='x'><error type='cancel'/></iq>");
      alice.sends(
          "<iq type='set' id='n'><query xmlns='jabber:iq:roster'><item jid='bob@localhost'"
              + " name='Bobby'/></query></iq>");
      alice.receives("<iq type='result' id='n'/>");
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives(
          """
          <iq type='result' id='r'>
            <query xmlns='jabber:iq:roster'>
              <item jid='bob@localhost' name='Bobby' subscription='both'><group>Sales</group></item>
            </query>
          </iq>
          """);
    }
  }
}
