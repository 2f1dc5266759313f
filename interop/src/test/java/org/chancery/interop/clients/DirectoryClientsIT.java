package org.chancery.interop.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.interop.ChanceryServer;
import org.chancery.interop.Place;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People whom a real slapd knows, with real clients, on the server as its administrator starts it
 * with the example for OpenLDAP.
 */
@NeedsPrograms({"slapd", "slapadd"})
class DirectoryClientsIT {
  private static final String PASSWORD = "correct horse";

  @TempDir private static Path folder;
  private static SlapdServer slapd;
  private static ChanceryServer server;

  @BeforeAll
  static void start() throws Exception {
    List<String> people = List.of("alice", "bob", "carol");
    List<String> dns = people.stream().map(SlapdServer::personDn).toList();
    slapd =
        SlapdServer.start(
            new TestCa("Company CA"),
            SlapdServer.person("alice", "Alice Adams", PASSWORD)
                + SlapdServer.person("bob", "Bob Brown", PASSWORD)
                + SlapdServer.person("carol", "Carol Clark", PASSWORD)
                + SlapdServer.group("chat", dns)
                + SlapdServer.group("staff", dns));
    server = ChanceryServer.startWith(ExampleConfig.openLdap(folder, slapd), Place.anyPorts());
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    slapd.close();
  }

  @Test
  void whoIsDisabledOrLeavesTheAccessGroupIsDisconnectedAndTheirColleaguesAreNot()
      throws Exception {
    assumeTrue(ClientKind.SLIXMPP.isInstalled(), "slixmpp is not installed");
    try (ScriptedClient alice = logIn("alice");
        ScriptedClient bob = logIn("bob");
        ScriptedClient carol = logIn("carol")) {
      alice.awaitContact("bob@localhost", "staff");
      alice.awaitAvailable("bob@localhost");
      alice.awaitAvailable("carol@localhost");

      change(
          SlapdServer.groupDn("chat"),
          new Modification(ModificationType.DELETE, "member", SlapdServer.personDn("bob")));
      change(
          SlapdServer.personDn("carol"),
          new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", "000001010000Z"));
      bob.awaitEnd("not-authorized");
      carol.awaitEnd("not-authorized");
      alice.logOut();
    }
    assertEquals(List.of("bob@localhost not allowed", "carol@localhost disabled"), endsOfAccess());
  }

  private static List<String> endsOfAccess() throws IOException, InterruptedException {
    return server
        .sql(
            "select distinct account || ' ' || reason from compliance.administrative_acts order by"
                + " 1")
        .lines()
        .map(String::strip)
        .filter(line -> line.contains("@"))
        .toList();
  }

  private static ScriptedClient logIn(String name) throws Exception {
    return ScriptedClient.slixmpp(Login.of(server, name, PASSWORD, false));
  }

  private static void change(String dn, Modification modification) throws LDAPException {
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(dn, modification);
    }
  }
}
