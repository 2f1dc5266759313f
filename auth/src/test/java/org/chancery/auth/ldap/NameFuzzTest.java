package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.Entry;
import java.util.Optional;
import java.util.Random;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names with all that means something in filters (RFC 4515) and DNs (RFC 4514). */
class NameFuzzTest {
  private static final String SPECIAL = "*()\\&|!=<>~,+;#\"'/:@ {}%\u00e9\u00df\u0130\u20ac";
  private static final long SEED = 20_261_123;

  private final MemoryServer server =
      MemoryServer.start(SlapdServer.person("alice", "Alice", "correct horse"));
  private final LdapDirectory directory =
      server.directory(LdapPeople.openLdap("example.org", SlapdServer.PEOPLE), Optional.empty());

  @AfterEach
  void stop() {
    directory.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a*",
        "al*ce",
        "alice)(uid=*",
        "alice)",
        "(alice)",
        "alice,ou=people",
        "alice\\2a",
        "\\2a",
        "alice\\00",
        "*)(objectclass=*",
        "alice))(|(uid=*",
        "alice+sn=x",
        "alice;x",
        "alice#",
        "alice=x",
        "\\20alice",
        "alice\\20",
        "alice\\40example.org",
        "\\5c2a"
      })
  void aNameIsNeverTakenForAFilterOrDn(String local) {
    Jid address = Jid.of(local, "example.org", "");
    assertInstanceOf(Outcome.Unknown.class, directory.verify(address, "correct horse"));
    assertTrue(directory.find(address).isEmpty());
  }

  @Test
  void noNameMadeOfSpecialsFindsAnotherPerson() {
    Random random = new Random(SEED);
    int valid = 0;
    for (int i = 0; i < 3000; i++) {
      StringBuilder local = new StringBuilder(random.nextBoolean() ? "alice" : "");
      for (int j = random.nextInt(1, 6); j > 0; j--) {
        local.insert(
            random.nextInt(local.length() + 1), SPECIAL.charAt(random.nextInt(SPECIAL.length())));
      }
      try {
        Jid address = Jid.of(local.toString(), "example.org", "");
        valid++;
        if (!address.local().equals("alice")) {
          assertFalse(
              directory.verify(address, "correct horse") instanceof Outcome.Ok, local.toString());
        }
      } catch (JidException expected) {
        assertFalse(local.isEmpty());
      }
    }
    assertTrue(valid > 300, "most names must get as far as the directory, not " + valid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o'brien",
        "smith & sons",
        "a/b:c",
        "x<y>z",
        "someone@elsewhere",
        "say \"hi\"",
        "back\\slash",
        "\\27quote",
        "star*",
        "(paren)",
        "comma, plus+ semi;",
        "#hash",
        "caf\u00e9",
        "100%"
      })
  void aPersonWithSpecialsInTheNameCanLogIn(String name) {
    Entry entry = new Entry("cn=person with specials," + SlapdServer.PEOPLE);
    entry.addAttribute("objectClass", "inetOrgPerson");
    entry.addAttribute("cn", "person with specials");
    entry.addAttribute("uid", name);
    entry.addAttribute("userPassword", "pw");
    server.add(entry.toLDIF());
    Names names = new Names("example.org", "");
    Jid address = names.address(name).orElseThrow();
    assertEquals(name, names.inDirectory(address));
    assertInstanceOf(Outcome.Ok.class, directory.verify(address, "pw"));
  }

  @Test
  void aPersonWhoseDnIsFullOfSpecialsCanLogIn() {
    String dn = "cn=Doe\\, \\\"J\\+\\; \\<x\\> \\#1\\\\ \\=," + SlapdServer.PEOPLE;
    server.add(
        "dn: " + dn,
        "objectClass: inetOrgPerson",
        "cn: Doe, \"J+; <x> #1\\ =",
        "uid: doe",
        "userPassword: pw");
    assertInstanceOf(Outcome.Ok.class, directory.verify(Jid.of("doe@example.org"), "pw"));
    assertInstanceOf(Outcome.WrongPassword.class, directory.verify(Jid.of("doe@example.org"), "x"));
  }

  @Test
  void aDirectoryThatComparesLooselyDoesNotMakeTwoPeopleOne() {
    server.add(
        "dn: cn=loose," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "cn: loose",
        "uid: two  words",
        "userPassword: pw");
    assertInstanceOf(
        Outcome.Unknown.class, directory.verify(Jid.of("two\\20words@example.org"), "pw"));
  }

  @Test
  void anAmbiguousNameIsNobodys() {
    server.add(
        "dn: cn=other," + SlapdServer.PEOPLE,
        "objectClass: inetOrgPerson",
        "cn: other",
        "uid: alice",
        "userPassword: pw");
    assertInstanceOf(Outcome.Unknown.class, directory.verify(Jid.of("alice@example.org"), "pw"));
    assertInstanceOf(
        Outcome.Unknown.class, directory.verify(Jid.of("alice@example.org"), "correct horse"));
  }

  @Test
  void peopleOfAnotherDomainAreNotLookedFor() {
    assertInstanceOf(
        Outcome.Unknown.class, directory.verify(Jid.of("alice@example.net"), "correct horse"));
  }
}
