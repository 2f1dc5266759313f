package org.chancery.interop.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.Subject;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.kerberos.Kdc;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.interop.ChanceryServer;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.TrustStore;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jivesoftware.smack.sasl.javax.SASLGSSAPIMechanism;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/**
 * People whom a real slapd knows, with real clients, on the server as its administrator starts it
 * with the example for OpenLDAP and the recipe for Kerberos.
 */
@NeedsPrograms({"slapd", "slapadd", "krb5kdc", "kdb5_util", "kadmin.local"})
class DirectoryClientsIT {
  private static final String PASSWORD = "correct horse";
  private static final String SCRAM = "SCRAM-SHA-1";

  @TempDir private static Path folder;
  private static SlapdServer slapd;
  private static Kdc kdc;
  private static ChanceryServer server;

  @BeforeAll
  static void start() throws Exception {
    List<String> people = List.of("alice", "bob", "carol", "dave", "erin", "frank");
    List<String> dns = people.stream().map(SlapdServer::personDn).toList();
    slapd =
        SlapdServer.start(
            new TestCa("Company CA"),
            SlapdServer.person("alice", "Alice Adams", PASSWORD)
                + SlapdServer.person("bob", "Bob Brown", PASSWORD)
                + SlapdServer.person("carol", "Carol Clark", PASSWORD)
                + SlapdServer.person("dave", "Dave Dunn", PASSWORD)
                + SlapdServer.person("erin", "Erin Evans", PASSWORD)
                + SlapdServer.person("frank", "Frank Fox", PASSWORD)
                + SlapdServer.group("chat", dns)
                + SlapdServer.group("staff", dns));
    kdc = new Kdc("alice");
    server =
        ChanceryServer.startWith(
            ExampleConfig.openLdap(folder, slapd),
            Place.anyPorts(),
            "chancery.login.kerberos.keytab=" + kdc.keytab("xmpp/localhost"),
            "chancery.login.kerberos.realms=[" + Kdc.REALM + "]",
            "chancery.login.kerberos.listeners=[starttls]",
            "chancery.login.derived-verifiers=7d",
            "chancery.login.scram=when-any-can");
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (kdc != null) {
      kdc.close();
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
      change(SlapdServer.personDn("carol"), lock());
      bob.awaitEnd("not-authorized");
      carol.awaitEnd("not-authorized");
      alice.logOut();
    }
    assertEquals(
        List.of("bob@localhost not allowed", "carol@localhost disabled"), server.endsOfAccess());
  }

  @Test
  void whoHasATicketOfTheKdcLogsInWithoutAPassword() throws Exception {
    XMPPTCPConnection connection = smack(SASLGSSAPIMechanism.NAME, "alice", "not sent");
    try {
      Subject alice = kdc.logIn("alice");
      Jid bound =
          Subject.callAs(
              alice,
              () -> {
                connection.connect().login();
                return connection.getUser();
              });
      assertEquals("alice@localhost", bound.asBareJid().toString());
      Roster roster = Roster.getInstanceFor(connection);
      roster.reloadAndWait();
      assertEquals(
          "Dave Dunn", roster.getEntry(JidCreate.entityBareFrom("dave@localhost")).getName());
    } finally {
      connection.disconnect();
    }
    String byTicket =
        server.sql("select person, address from compliance.sessions where mechanism = 'GSSAPI'");
    assertTrue(byTicket.contains("alice@localhost"), byTicket);
  }

  @Test
  void aClientThatRefusesPlainGetsInOnceAnotherHasUsedItUntilThePasswordChanges() throws Exception {
    assertEquals("not-authorized", refusal(SCRAM, "erin", PASSWORD));
    logsInWith("PLAIN", "erin", PASSWORD);
    logsInWith(SCRAM, "erin", PASSWORD);
    assertEquals("not-authorized", refusal(SCRAM, "erin", "a guess"));
    try (LDAPConnection erin =
        new LDAPConnection(
            slapd.plain().name(), slapd.plain().port(), SlapdServer.personDn("erin"), PASSWORD)) {
      erin.modify(
          SlapdServer.personDn("erin"),
          new Modification(ModificationType.REPLACE, "userPassword", "another"));
    }
    assertEquals("not-authorized", refusal(SCRAM, "erin", PASSWORD));

    logsInWith("PLAIN", "frank", PASSWORD);
    logsInWith(SCRAM, "frank", PASSWORD);
    change(SlapdServer.personDn("frank"), lock());
    assertEquals("account-disabled", refusal(SCRAM, "frank", PASSWORD));
  }

  private static Modification lock() {
    return new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", "000001010000Z");
  }

  private static void logsInWith(String mechanism, String name, String password) throws Exception {
    XMPPTCPConnection connection = smack(mechanism, name, password);
    try {
      connection.connect().login();
    } finally {
      connection.disconnect();
    }
  }

  private static String refusal(String mechanism, String name, String password) {
    return assertThrows(SASLErrorException.class, () -> logsInWith(mechanism, name, password))
        .getSASLFailure()
        .getSASLErrorString();
  }

  /** A client that offers nothing but one mechanism. */
  private static XMPPTCPConnection smack(String mechanism, String name, String password)
      throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(TrustStore.of(server.certificate()));
    return new XMPPTCPConnection(
        XMPPTCPConnectionConfiguration.builder()
            .setXmppDomain(ServerUnderTest.DOMAIN)
            .setHost("localhost")
            .setPort(server.place().port())
            .setCustomX509TrustManager((X509TrustManager) trust.getTrustManagers()[0])
            .addEnabledSaslMechanism(mechanism)
            .setUsernameAndPassword(name, password)
            .build());
  }

  private static ScriptedClient logIn(String name) throws Exception {
    return ScriptedClient.slixmpp(Login.of(server, name, PASSWORD, true));
  }

  private static void change(String dn, Modification modification) throws LDAPException {
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(dn, modification);
    }
  }
}
