package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.chancery.auth.Person;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SearchingPeopleTest {
  private final MemoryServer server =
      MemoryServer.start(
          SlapdServer.person("alice", "Alice Doe", "correct horse")
              + SlapdServer.person("bob", "Robert Doe", "correct horse"));
  private final LdapDirectory directory =
      server.directory(LdapPeople.openLdap("example.org", SlapdServer.PEOPLE), Optional.empty());

  @AfterEach
  void stop() {
    directory.close();
    server.close();
  }

  private List<String> found(String text, int most) {
    return directory.search("example.org", text, most).stream()
        .map(Person::address)
        .map(address -> address.local())
        .sorted()
        .toList();
  }

  @Test
  void aPartOfANameOrOfAnAddressIsEnough() {
    assertEquals(List.of("alice", "bob"), found("doe", 10));
    assertEquals(List.of("bob"), found("ober", 10));
    assertEquals(List.of("alice"), found("lic", 10));
    assertEquals(List.of(), directory.search("example.com", "doe", 10));
  }

  @Test
  void theTimeZoneIsReadWhereADirectoryHasIt() {
    server.add(
        "dn: uid=carol," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "uid: carol",
        "preferredTimeZone: Europe/Berlin");
    Person carol = directory.search("example.org", "carol", 1).getFirst();
    assertEquals("Europe/Berlin", carol.attributes().get("time-zone"));
  }

  @Test
  void whatNoStanzaCanCarryIsReplaced() {
    server.add(
        "dn: uid=carol," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "uid: carol",
        "title:: SGVhZAhvZg==");
    Person carol = directory.search("example.org", "carol", 1).getFirst();
    assertEquals("Head\ufffdof", carol.attributes().get("title"));
  }

  @Test
  void noMoreThanWantedAreFound() {
    assertEquals(1, found("doe", 1).size());
  }

  @Test
  void theTextIsNeverTakenForAFilter() {
    assertEquals(List.of(), found("*", 10));
    assertEquals(List.of(), found("x)(uid=*", 10));
    assertEquals(List.of(), found("\\2a", 10));
  }
}
