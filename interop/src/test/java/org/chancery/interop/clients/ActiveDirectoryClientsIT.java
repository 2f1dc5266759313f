package org.chancery.interop.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.nio.file.Path;
import java.util.List;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SambaDomain;
import org.chancery.auth.ldap.SambaShared;
import org.chancery.auth.ldap.StubDns;
import org.chancery.interop.ChanceryServer;
import org.chancery.interop.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People whom a real domain controller knows, with real clients, on the server as its administrator
 * starts it with the example for Active Directory.
 */
@SambaShared
class ActiveDirectoryClientsIT {
  private static final String PASSWORD = "correct horse";

  @Test
  void whoIsDisabledIsDisconnectedAndTheirColleagueIsNot(SambaDomain domain, @TempDir Path folder)
      throws Exception {
    assumeTrue(ClientKind.SLIXMPP.isInstalled(), "slixmpp is not installed");
    try (LDAPConnection admin = domain.admin();
        StubDns dns = new StubDns()) {
      ExampleConfig.populate(admin, PASSWORD);
      Path config = ExampleConfig.activeDirectory(folder, domain, dns);
      try (ChanceryServer server = ChanceryServer.startWith(config, Place.anyPorts());
          ScriptedClient alice = logIn(server, "alice");
          ScriptedClient bob = logIn(server, "bob")) {
        alice.awaitContact("bob@localhost", "Sales");
        alice.awaitAvailable("bob@localhost");
        SambaDomain.set(admin, SambaDomain.dn("bob"), "userAccountControl", "514");
        bob.awaitEnd("not-authorized");
        alice.logOut();
        assertEquals(List.of("bob@localhost disabled"), server.endsOfAccess());
      }
    }
  }

  private static ScriptedClient logIn(ChanceryServer server, String name) throws Exception {
    return ScriptedClient.slixmpp(Login.of(server, name, PASSWORD, true));
  }
}
