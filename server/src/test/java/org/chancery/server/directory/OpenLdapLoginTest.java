package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example for OpenLDAP, against a real slapd: logging in, colleagues, and being out once
 * removed.
 */
@NeedsPrograms({"slapd", "slapadd"})
class OpenLdapLoginTest {

  @TempDir private Path folder;
  private SlapdServer slapd;
  private ExampleServer server;

  @BeforeEach
  void start() {
    List<String> everybody = List.of(SlapdServer.personDn("alice"), SlapdServer.personDn("bob"));
    slapd =
        SlapdServer.start(
            new TestCa("Company CA"),
            SlapdServer.person("alice", "Alice Adams", "correct horse")
                + SlapdServer.person("bob", "Bob Brown", "correct horse")
                + SlapdServer.person("eve", "Eve Evans", "correct horse")
                + SlapdServer.group("chat", everybody)
                + SlapdServer.group("staff", everybody));
    server = new ExampleServer(ExampleConfig.openLdap(folder, slapd));
  }

  @AfterEach
  void stop() {
    server.close();
    slapd.close();
  }

  @Test
  void aPersonLogsInSeesColleaguesAndIsOutOnceRemovedFromTheAccessGroup() throws LDAPException {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.receives("<presence from='bob@localhost/desk'/>");
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives(
          """
          <iq type='result' id='r'>
            <query xmlns='jabber:iq:roster'>
              <item jid='bob@localhost' name='Bob Brown' subscription='both'><group>staff</group></item>
            </query>
          </iq>
          """);

      change("chat", ModificationType.DELETE, "bob");
      bob.receives(
          """
          <error xmlns='http://etherx.jabber.org/streams'>
            <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
          </error>
          """);
      bob.isDisconnected();
      alice.receives("<presence type='unavailable' from='bob@localhost/desk'/>");
      assertEquals("not-authorized", server.refusal("bob"));
      assertEquals(Optional.of("not allowed"), server.endOfAccess(bob));
      assertEquals(Optional.empty(), server.endOfAccess(alice));
    }
  }

  @Test
  void whoJoinsTheGroupAppearsOnRunningClients() throws LDAPException {
    try (TestClient alice = server.online("alice")) {
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives("<iq type='result' id='r'/>");
      change("staff", ModificationType.ADD, "eve");
      alice.receives(
          """
          <iq type='set'>
            <query xmlns='jabber:iq:roster'>
              <item jid='eve@localhost' name='Eve Evans' subscription='both'><group>staff</group></item>
            </query>
          </iq>
          """);
    }
  }

  private void change(String group, ModificationType type, String uid) throws LDAPException {
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(
          SlapdServer.groupDn(group), new Modification(type, "member", SlapdServer.personDn(uid)));
    }
  }
}
