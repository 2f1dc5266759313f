package org.chancery.auth.derived;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.GraceDirectory;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.auth.ldap.LdapPeople;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.sasl.SaslMechanisms;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.auth.sasl.SaslSettings.Scram;
import org.chancery.auth.sasl.ScramClient;
import org.chancery.auth.sasl.Talks;
import org.chancery.protocol.Jid;
import org.chancery.storage.DerivedVerifierStore;
import org.chancery.storage.DerivedVerifierStore.Sealed;
import org.chancery.storage.fake.FakeDerivedVerifierStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The recipe of docs/single-sign-on.md for clients that refuse PLAIN, with a real OpenLDAP. */
@NeedsPrograms({"slapd", "slapadd"})
class DerivingDirectoryTest {
  private static final List<String> PEOPLE =
      List.of(
          "alice", "bob", "carol", "dave", "erin", "gina", "hans", "ida", "jack", "kate", "lars");
  private static final int FEW = 16; // iterations: what they cost is not the matter here
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String SCRAM = "SCRAM-SHA-256";
  private static SlapdServer server;
  private static LDAPConnection admin;
  private static LdapDirectory ldap;

  /** By how much the clock is fast: enough for no password to be too young. */
  private static volatile Duration fast = Duration.ofSeconds(5);

  private final DerivedVerifierStore store = new FakeDerivedVerifierStore();
  private Instant now = Instant.parse("2026-01-02T08:00:00Z");
  private final DerivedVerifiers derived =
      new DerivedVerifiers(
          store, new FakeVerifiers(new byte[16], FEW), new byte[32], WEEK, () -> now);
  private final SaslMechanisms mechanisms = mechanisms(derived.over(ldap));

  @BeforeAll
  static void start() throws LDAPException {
    StringBuilder people = new StringBuilder();
    PEOPLE.forEach(name -> people.append(SlapdServer.person(name, name, "loaded")));
    server = SlapdServer.start(new TestCa("Test CA"), people.toString());
    admin = server.admin();
    ldap =
        new LdapDirectory(
            "openldap",
            server.servers(),
            LdapPeople.openLdap("example.org", SlapdServer.PEOPLE),
            Optional.empty(),
            () -> Instant.now().plus(fast));
  }

  @AfterAll
  static void stop() {
    ldap.close();
    admin.close();
    server.close();
  }

  private static void set(String name, String attribute, String value) throws LDAPException {
    admin.modify(
        SlapdServer.personDn(name), new Modification(ModificationType.REPLACE, attribute, value));
  }

  private static void changesPassword(String name, String old, String next) throws LDAPException {
    try (LDAPConnection self =
        new LDAPConnection(
            server.plain().name(), server.plain().port(), SlapdServer.personDn(name), old)) {
      self.modify(
          SlapdServer.personDn(name),
          new Modification(ModificationType.REPLACE, "userPassword", next));
    }
  }

  private static Jid jid(String name) {
    return Jid.of(name + "@example.org");
  }

  private static SaslMechanisms mechanisms(Directory... chain) {
    return new SaslMechanisms(
        new Directories(Map.of("example.org", List.of(chain))),
        new byte[16],
        new SaslSettings(FEW, Scram.WHEN_ANY_CAN, Set.of()));
  }

  private static SaslExchange start(SaslMechanisms mechanisms, String mechanism) {
    return mechanisms
        .start(mechanism, "example.org", Channel.encrypted(ChannelBinding.none()))
        .orElseThrow();
  }

  private Step plain(String name, String password) {
    return start(mechanisms, "PLAIN").respond(bytes("\0" + name + "\0" + password));
  }

  private Step scram(String mechanism, String name, String password) {
    return Talks.run(
        start(mechanisms, mechanism), ScramClient.of(mechanism, name, password).build());
  }

  private void wrong(Step step) {
    assertEquals("not-authorized", failure(step).condition());
  }

  @Test
  void afterTheFirstPlainScramServesUntilThePasswordChanges() throws LDAPException {
    wrong(scram(SCRAM, "alice", "loaded"));
    wrong(plain("alice", "guess"));
    assertEquals(Optional.empty(), store.find(jid("alice")));
    success(plain("alice", "loaded"));
    for (String mechanism : List.of("SCRAM-SHA-1", SCRAM, "SCRAM-SHA-512")) {
      assertEquals(jid("alice"), success(scram(mechanism, "alice", "loaded")).address());
    }
    wrong(scram(SCRAM, "alice", "guess"));

    changesPassword("alice", "loaded", "the second");
    wrong(scram(SCRAM, "alice", "loaded"));
    wrong(scram(SCRAM, "alice", "the second"));
    success(plain("alice", "the second"));
    now = now.plus(WEEK.multipliedBy(50));
    success(scram(SCRAM, "alice", "the second"));
    wrong(scram(SCRAM, "alice", "loaded"));
  }

  @Test
  void whoIsDisabledIsRefused() throws LDAPException {
    success(plain("bob", "loaded"));
    success(scram(SCRAM, "bob", "loaded"));
    set("bob", "pwdAccountLockedTime", "000001010000Z");
    assertInstanceOf(Outcome.Disabled.class, failure(scram(SCRAM, "bob", "loaded")).outcome());
  }

  @Test
  void anotherEntryOfTheSameNameIsSomebodyElse() throws LDAPException {
    success(plain("carol", "loaded"));
    success(scram(SCRAM, "carol", "loaded"));
    SearchResultEntry old = admin.getEntry(SlapdServer.personDn("carol"));
    admin.delete(old.getDN());
    wrong(scram(SCRAM, "carol", "loaded"));
    admin.add(old.duplicate());
    wrong(scram(SCRAM, "carol", "loaded"));
  }

  @Test
  void whereTheDirectoryDoesNotShowChangesTheyServeForAWhile() throws LDAPException {
    success(plain("dave", "loaded"));
    assertEquals("", store.find(jid("dave")).orElseThrow().passwordMark());
    now = now.plus(WEEK).minusSeconds(1);
    success(scram(SCRAM, "dave", "loaded"));
    now = now.plusSeconds(1);
    wrong(scram(SCRAM, "dave", "loaded"));
    success(plain("dave", "loaded"));
    success(scram(SCRAM, "dave", "loaded"));
  }

  @Test
  void ofTwoChangesWithinASecondTheFirstPasswordIsNotKept() throws LDAPException {
    changesPassword("gina", "loaded", "the first");
    fast = Duration.ofHours(-1); // slow: no password is old enough
    success(plain("gina", "the first"));
    fast = Duration.ofSeconds(5);
    assertEquals(Optional.empty(), store.find(jid("gina")));
    changesPassword("gina", "the first", "the second");
    wrong(scram(SCRAM, "gina", "the first"));
    success(plain("gina", "the second"));
    success(scram(SCRAM, "gina", "the second"));
  }

  @Test
  void theirPasswordsMayBeChangedWhileSomebodyProvesToKnowThem() throws LDAPException {
    success(plain("hans", "loaded"));
    ScramClient client = ScramClient.of(SCRAM, "hans", "loaded").build();
    SaslExchange exchange = start(mechanisms, SCRAM);
    byte[] challenge = bytes(Talks.challenge(exchange.respond(client.first())));
    changesPassword("hans", "loaded", "the second");
    success(plain("hans", "the second"));
    wrong(exchange.respond(client.respond(challenge)));
  }

  @Test
  void staleOnesAreForgotten() throws LDAPException {
    for (String name : List.of("ida", "jack", "kate", "lars")) {
      success(plain(name, "loaded"));
    }
    changesPassword("ida", "loaded", "the second");
    admin.delete(SlapdServer.personDn("jack"));
    changesPassword("lars", "loaded", "the second");
    wrong(scram(SCRAM, "lars", "loaded"));
    assertEquals(Set.of(jid("ida"), jid("jack"), jid("kate")), Set.copyOf(store.of("openldap")));
    store.put(jid("mona"), new Sealed("no more configured", "id", "", new byte[0]));
    derived.forgetStale();
    assertEquals(List.of(jid("kate")), store.of("openldap"));
    assertEquals(List.of(), store.of("no more configured"));
    now = now.plus(WEEK);
    derived.forgetStale();
    assertEquals(List.of(), store.of("openldap"));
  }

  @Test
  void aLocalAccountOfTheSameNameIsNotThePerson() {
    FakeDirectory local = new FakeDirectory("local", true).with("fred@example.org", "freds local");
    FakeDirectory fake = with("freds");
    SaslMechanisms both = mechanisms(derived.over(fake), local);
    wrong(talk(both, "fred", "freds local"));
    success(start(both, "PLAIN").respond(bytes("\0fred\0freds")));
    success(talk(both, "fred", "freds"));
    wrong(talk(both, "fred", "freds local"));
    fake.without("fred@example.org");
    wrong(talk(both, "fred", "freds"));
    SaslMechanisms localFirst = mechanisms(local, derived.over(with("freds")));
    wrong(talk(localFirst, "fred", "freds"));
    success(talk(localFirst, "fred", "freds local"));
  }

  @Test
  void nobodyCanTellWhoHasAVerifier() {
    byte[] first = ScramClient.of(SCRAM, "erin", "x").build().first();
    String before = told(first);
    success(plain("erin", "loaded"));
    assertEquals(before, told(first));
    assertFalse(
        mechanisms.offered("example.org", Channel.encrypted(ChannelBinding.none())).isEmpty());
    assertFalse(
        new Directories(Map.of("example.org", List.of(derived.over(ldap))))
            .allHaveVerifiers("example.org"));
  }

  private String told(byte[] first) {
    String challenge = Talks.challenge(start(mechanisms, SCRAM).respond(first));
    return challenge.substring(challenge.indexOf(",s="));
  }

  private FakeDirectory with(String password) {
    Person person =
        new Person(jid("fred"), true, Map.of(), Set.of(), new Person.Entry("id", "mark", true));
    return new FakeDirectory("fake", false)
        .with("fred@example.org", password, new Outcome.Ok(person));
  }

  @Test
  void anOutageIsForTheGraceToDecide() {
    FakeDirectory fake = with("freds");
    SaslMechanisms plainly = mechanisms(derived.over(fake));
    SaslMechanisms graciously =
        mechanisms(new GraceDirectory(derived.over(fake), Duration.ofHours(1), () -> now));
    success(start(graciously, "PLAIN").respond(bytes("\0fred\0freds")));
    fake.reachable(false);
    assertEquals("temporary-auth-failure", failure(talk(plainly, "fred", "freds")).condition());
    success(talk(graciously, "fred", "freds"));
    for (SaslMechanisms either : List.of(plainly, graciously)) {
      wrong(talk(either, "fred", "guess"));
      wrong(talk(either, "nobody", "guess"));
    }
    now = now.plus(Duration.ofHours(1));
    assertEquals("temporary-auth-failure", failure(talk(graciously, "fred", "freds")).condition());
  }

  private static Step talk(SaslMechanisms mechanisms, String name, String password) {
    return Talks.run(start(mechanisms, SCRAM), ScramClient.of(SCRAM, name, password).build());
  }

  @Test
  void whatIsKeptServesNobodyElseAndNoOtherServer() {
    Directory directory = derived.over(with("freds"));
    directory.verify(jid("fred"), "freds");
    Sealed sealed = store.find(jid("fred")).orElseThrow();
    Seal seal = new Seal(new byte[32]);
    assertTrue(seal.open(jid("fred"), sealed).isPresent());
    assertEquals(Optional.empty(), seal.open(jid("mallory"), sealed));
    Sealed moved = new Sealed("fake", "id", "another mark", sealed.bytes());
    assertEquals(Optional.empty(), seal.open(jid("fred"), moved));
    assertEquals(
        Optional.empty(), seal.open(jid("fred"), new Sealed("fake", "id", "mark", new byte[3])));
    byte[] other = new byte[32];
    other[0] = 1;
    assertEquals(Optional.empty(), new Seal(other).open(jid("fred"), sealed));
    assertNotEquals(List.of(), directory.verifiers(jid("fred")));
  }
}
