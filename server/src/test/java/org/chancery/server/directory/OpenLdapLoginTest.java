package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Eventually;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
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

  private static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

  @TempDir private Path folder;
  private SlapdServer slapd;
  private ExampleServer server;

  @BeforeEach
  void start() throws IOException {
    List<String> everybody = List.of(SlapdServer.personDn("alice"), SlapdServer.personDn("bob"));
    slapd =
        SlapdServer.start(
            new TestCa("Company CA"),
            SlapdServer.person("alice", "Alice Adams", "correct horse")
                + SlapdServer.person("bob", "Bob Brown", "correct horse")
                + SlapdServer.person("eve", "Eve Evans", "correct horse")
                + SlapdServer.group("chat", everybody)
                + SlapdServer.group("staff", everybody));
    Path config = ExampleConfig.openLdap(folder, slapd);
    Files.writeString(
        config, Files.readString(config).replace("type = ldap", "type = ldap, grace = 1h"));
    server = new ExampleServer(config);
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
      Eventually.holds(
          "why access has ended is on record",
          () -> server.endOfAccess(bob).equals(Optional.of("not allowed")));
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

  @Test
  void whatTheDirectoryKnowsOfAPersonIsInTheCardAndTheSearch() throws LDAPException {
    String bob = SlapdServer.personDn("bob");
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(bob, new Modification(ModificationType.ADD, "departmentNumber", "Sales"));
      admin.modify(bob, new Modification(ModificationType.ADD, "title", "Director"));
      admin.modify(bob, new Modification(ModificationType.ADD, "jpegPhoto", PICTURE));
    }
    try (TestClient alice = server.online("alice")) {
      server.online("bob").close();
      String ask = "<iq type='get' id='c' to='bob@localhost'><vCard xmlns='vcard-temp'/></iq>";
      Eventually.holds(
          "the picture is taken from the directory",
          () -> alice.sends(ask).receives("<iq id='c'/>").toXml().contains("PHOTO"));
      alice.sends(ask);
      alice.receives(
          """
          <iq type='result' id='c'>
            <vCard xmlns='vcard-temp'>
              <FN>Bob Brown</FN>
              <EMAIL><USERID>bob@example.org</USERID></EMAIL>
              <ORG><ORGUNIT>Sales</ORGUNIT></ORG>
              <TITLE>Director</TITLE>
              <PHOTO><TYPE>image/jpeg</TYPE><BINVAL>/9j/4A==</BINVAL></PHOTO>
            </vCard>
          </iq>
          """);
      alice.sends(
          "<iq type='set' id='s' to='search.localhost'>"
              + "<query xmlns='jabber:iq:search'><last>brow</last></query></iq>");
      alice.receives(
          "<iq type='result' id='s'><query xmlns='jabber:iq:search'><item jid='bob@localhost'>"
              + "<email>bob@example.org</email></item></query></iq>");
    }
  }

  @Test
  void inAnOutageSessionsGoOnAndByGraceWhoWasInBeforeGetsInAgainOnRecord() {
    try (TestClient alice = server.online("alice");
        TestClient bob = server.online("bob")) {
      slapd.stop();
      assertEquals("temporary-auth-failure", server.refusal("eve"));
      bob.logsOut();
      server.online("bob").close();
      alice.sends("<message type='chat' to='bob@localhost'><body>still here</body></message>");
      alice.elementsUntilPong(); // what was recorded before is on record now
      assertEquals(
          List.of("grace: let in without the directory"),
          server.record().entries().stream()
              .filter(entry -> entry.kind() == AuditKind.POLICY_DECISION)
              .filter(entry -> entry.from().equals(Optional.of(bob.address().bare())))
              .map(AuditEntry::outcome)
              .toList());
    }
  }

  private void change(String group, ModificationType type, String uid) throws LDAPException {
    try (LDAPConnection admin = slapd.admin()) {
      admin.modify(
          SlapdServer.groupDn(group), new Modification(type, "member", SlapdServer.personDn(uid)));
    }
  }
}
