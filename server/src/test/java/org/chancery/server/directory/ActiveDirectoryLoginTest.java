package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.util.Optional;
import org.chancery.auth.Eventually;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SambaDomain;
import org.chancery.auth.ldap.SambaShared;
import org.chancery.auth.ldap.StubDns;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example for Active Directory, against a real domain whose controller is found by DNS: logging
 * in, colleagues by way of a group within a group, and being out once disabled.
 */
@SambaShared
class ActiveDirectoryLoginTest {
  private static SambaDomain domain;
  private static LDAPConnection admin;

  @TempDir private Path folder;
  private StubDns dns;
  private ExampleServer server;

  @BeforeAll
  static void populate(SambaDomain shared) throws LDAPException {
    domain = shared;
    admin = domain.admin();
    ExampleConfig.populate(admin, "correct horse");
  }

  @AfterAll
  static void leave() {
    admin.close();
  }

  @BeforeEach
  void start() {
    dns = new StubDns();
    server = new ExampleServer(ExampleConfig.activeDirectory(folder, domain, dns));
  }

  @AfterEach
  void stop() {
    server.close();
    dns.close();
  }

  @Test
  void aPersonLogsInSeesColleaguesAndIsOutOnceDisabled() throws LDAPException {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      alice.receives("<presence from='bob@localhost/desk'/>");
      alice.sends("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
      alice.receives(
          """
          <iq type='result' id='r'>
            <query xmlns='jabber:iq:roster'>
              <item jid='bob@localhost' name='Bob Brown' subscription='both'><group>Sales</group></item>
            </query>
          </iq>
          """);

      SambaDomain.set(admin, SambaDomain.dn("bob"), "userAccountControl", "514");
      bob.receives(
          """
          <error xmlns='http://etherx.jabber.org/streams'>
            <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
          </error>
          """);
      bob.isDisconnected();
      alice.receives("<presence type='unavailable' from='bob@localhost/desk'/>");
      assertEquals("account-disabled", server.refusal("bob"));
      Eventually.holds(
          "why access has ended is on record",
          () -> server.endOfAccess(bob).equals(Optional.of("disabled")));
      assertEquals(Optional.empty(), server.endOfAccess(alice));
    }
  }

  @Test
  void onlyMembersOfTheAccessGroupGetIn() {
    assertEquals("not-authorized", server.refusal("eve"));
    server.online("alice").close();
  }
}
