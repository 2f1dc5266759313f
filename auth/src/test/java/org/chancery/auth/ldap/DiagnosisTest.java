package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.ldap.Diagnosis.Known;
import org.chancery.auth.ldap.Diagnosis.Preview;
import org.chancery.auth.ldap.Diagnosis.Seen;
import org.chancery.auth.ldap.Diagnosis.Server;
import org.chancery.auth.ldap.LdapServers.Host;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final Host NOBODY_THERE = new Host("127.0.0.1", 1);

  private final MemoryServer server =
      MemoryServer.start(
          SlapdServer.person("alice", "Alice", "pw")
              + SlapdServer.person("bob", "Bob", "pw")
              + SlapdServer.person("carol", "Carol", "pw")
              + SlapdServer.group(
                  "staff", List.of(SlapdServer.personDn("alice"), SlapdServer.personDn("bob"))));
  private final LdapPeople people =
      LdapPeople.openLdap("example.org", SlapdServer.PEOPLE)
          .onlyMembersOf(SlapdServer.groupDn("staff"));
  private final LdapGroups groups =
      LdapGroups.openLdap(
          SlapdServer.GROUPS,
          List.of(SlapdServer.groupDn("staff"), SlapdServer.groupDn("not-there")));
  private final LdapDirectory directory =
      new LdapDirectory(
          "memory",
          MemoryServer.servers(List.of(server.host(), NOBODY_THERE)),
          people,
          Optional.of(groups),
          Instant::now);
  private final Diagnosis diagnosis = new Diagnosis(directory);

  @AfterEach
  void stop() {
    directory.close();
    server.close();
  }

  @Test
  void everyServerIsTried() {
    List<Server> servers = diagnosis.servers();
    assertEquals(List.of(server.host(), NOBODY_THERE), servers.stream().map(Server::host).toList());
    assertEquals(List.of(true, false), servers.stream().map(Server::works).toList());
    assertTrue(servers.getLast().detail().contains("refused"), servers.getLast().detail());
  }

  @Test
  void thePreviewSaysWhoIsFoundWhoMayNotLogInAndWhy() {
    server.add(
        "dn: cn=nameless," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "cn: nameless",
        "uid: \u0001");
    server.add(
        "dn: uid=gone," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "cn: gone",
        "uid: gone",
        "nsAccountLock: TRUE");
    server.add(
        "dn: cn=another bob," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "cn: another Bob",
        "uid: bob");
    Preview preview = diagnosis.preview();
    assertEquals(
        List.of(
            new Seen(Jid.of("alice@example.org"), "Alice", Optional.empty()),
            new Seen(Jid.of("carol@example.org"), "Carol", Optional.of(new Outcome.NotAllowed())),
            new Seen(Jid.of("gone@example.org"), "gone", Optional.of(new Outcome.Disabled()))),
        preview.people());
    assertEquals(1, preview.pages());
    assertEquals(
        Set.of(
            "cn=nameless," + SlapdServer.PEOPLE,
            "cn=another bob," + SlapdServer.PEOPLE,
            SlapdServer.personDn("bob")),
        Set.copyOf(preview.unnamed()));
    assertEquals(List.of(SlapdServer.groupDn("not-there")), preview.missingGroups());
    assertEquals(
        List.of(2),
        preview.groups().groups().values().stream().map(group -> group.members().size()).toList());
    assertEquals(
        "(objectClass=inetOrgPerson) under ou=people,dc=example,dc=org",
        diagnosis.searches().get("people"));
  }

  @Test
  void onePersonIsFoundAsByALogIn() {
    Known alice = diagnosis.person(Jid.of("alice@example.org")).orElseThrow();
    assertEquals(SlapdServer.personDn("alice"), alice.dn());
    assertEquals(Set.of("staff"), alice.person().groups());
    assertEquals(new Outcome.Ok(alice.person()), alice.admitted());
    assertEquals(
        Optional.of(new Outcome.NotAllowed()),
        diagnosis.person(Jid.of("carol@example.org")).map(Known::admitted));
    assertEquals(Optional.empty(), diagnosis.person(Jid.of("nobody@example.org")));
  }

  @Test
  void aDirectoryThatDoesNotAnswerIsSaidToBeSo() {
    server.close();
    assertThrows(DirectoryUnreachableException.class, () -> diagnosis.preview());
    assertEquals(List.of(false, false), diagnosis.servers().stream().map(Server::works).toList());
  }
}
