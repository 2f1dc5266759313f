package org.chancery.auth.device;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.Outcome;
import org.chancery.auth.Person;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.Credential;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.sasl.SaslMechanisms;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.auth.sasl.SaslSettings.Scram;
import org.chancery.auth.sasl.ScramClient;
import org.chancery.auth.sasl.Talks;
import org.chancery.protocol.Jid;
import org.chancery.storage.DevicePasswordStore.DevicePassword;
import org.chancery.storage.fake.FakeDevicePasswordStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePasswordsTest {
  private static final Jid ALICE = Jid.of("alice@localhost");
  private static final Jid BOB = Jid.of("bob@localhost");
  private static final Jid GONE = Jid.of("gone@localhost");
  private static final byte[] SECRET = new byte[16];

  private final FakeDirectory local =
      new FakeDirectory("local", true).with("bob@localhost", "bobs own");
  private final FakeDirectory ldap =
      new FakeDirectory("ad", false)
          .with("alice@localhost", "alices own")
          .with("gone@localhost", "x", new Outcome.Disabled());
  private final Directories directories =
      new Directories(Map.of("localhost", List.of(local, ldap)));
  private final DevicePasswords devices =
      new DevicePasswords(
          new FakeDevicePasswordStore(),
          directories,
          new FakeVerifiers(SECRET, 4096),
          Instant::now,
          3);
  private final SaslMechanisms mechanisms =
      new SaslMechanisms(
          directories,
          SECRET,
          new SaslSettings(4096, Scram.WHEN_ANY_CAN, Set.of()),
          List.of(),
          Optional.of(devices));

  private SaslExchange start(String mechanism) {
    return mechanisms
        .start(mechanism, "localhost", Channel.encrypted(ChannelBinding.none()))
        .orElseThrow();
  }

  private Step plain(String name, String password) {
    return start("PLAIN").respond(bytes("\0" + name + "\0" + password));
  }

  private Step scram(String mechanism, String name, String password) {
    return Talks.run(start(mechanism), ScramClient.of(mechanism, name, password).build());
  }

  private String made(Jid owner, String name) {
    return devices.make(owner, name).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void everyDevicesPasswordServesBesideTheAccountsOwn(String mechanism) {
    for (Jid owner : List.of(ALICE, BOB)) {
      String phone = made(owner, "phone");
      String tablet = made(owner, "tablet");
      assertNotEquals(phone, tablet);
      String name = owner.local();
      assertEquals(
          Map.of("device-password", "tablet"),
          success(scram(mechanism, name, tablet)).credential().details());
      assertEquals(owner, success(scram(mechanism, name, phone)).address());
      assertEquals("phone", used(success(plain(name, phone)).credential()).name());
      assertEquals(Credential.PASSWORD, success(plain(name, name + "s own")).credential());
    }
    assertEquals(Credential.PASSWORD, success(scram(mechanism, "bob", "bobs own")).credential());
    failure(scram(mechanism, "alice", "alices own"));
  }

  private static DevicePasswords.Used used(Credential credential) {
    return assertInstanceOf(DevicePasswords.Used.class, credential);
  }

  @Test
  void aClientProvesTheServerToo() {
    String phone = made(ALICE, "phone");
    ScramClient client = ScramClient.of("SCRAM-SHA-256", "alice", phone).build();
    assertTrue(client.accepts(success(Talks.run(start("SCRAM-SHA-256"), client)).additional()));
  }

  @Test
  void itIsNobodyElses() {
    String phone = made(ALICE, "phone");
    assertInstanceOf(Outcome.WrongPassword.class, failure(plain("bob", phone)).outcome());
    failure(plain("nobody", phone));
    failure(scram("SCRAM-SHA-256", "bob", phone));
    failure(scram("SCRAM-SHA-256", "nobody", phone));
  }

  @Test
  void itEndsWithTheAccountsAccess() {
    String phone = made(GONE, "phone");
    assertEquals("account-disabled", failure(plain("gone", phone)).condition());
    assertEquals("account-disabled", failure(scram("SCRAM-SHA-256", "gone", phone)).condition());
    String alices = made(ALICE, "phone");
    ldap.reachable(false);
    assertEquals("temporary-auth-failure", failure(plain("alice", alices)).condition());
    assertEquals(
        "temporary-auth-failure", failure(scram("SCRAM-SHA-256", "alice", alices)).condition());
  }

  @Test
  void aRevokedOneEndsItsSessionsAndNeverReachesADirectory() {
    String phone = made(ALICE, "phone");
    String tablet = made(ALICE, "tablet");
    Credential credential = success(plain("alice", phone)).credential();
    assertEquals(Optional.empty(), credential.ended(Instant.now()));
    DevicePassword listed = devices.of(ALICE).getFirst();
    assertTrue(listed.lastUsedAt().isPresent());
    assertFalse(devices.revoke(BOB, listed.id()));
    assertTrue(devices.revoke(ALICE, listed.id()));
    assertEquals(Optional.of("the device password was revoked"), credential.ended(Instant.now()));
    failure(plain("alice", phone));
    failure(scram("SCRAM-SHA-256", "alice", phone));
    assertEquals(0, ldap.checks("alice@localhost"));
    success(plain("alice", tablet));
  }

  @Test
  void whoeverHasTheAddressNextDoesNotGetInWithIt() {
    ldap.with("alice@localhost", "alices own", entry("the first"));
    String phone = made(ALICE, "phone");
    String tablet = made(ALICE, "tablet");
    success(plain("alice", phone));
    ldap.with("alice@localhost", "another's", entry("the second"));
    assertInstanceOf(Outcome.WrongPassword.class, failure(plain("alice", phone)).outcome());
    assertInstanceOf(
        Outcome.WrongPassword.class, failure(scram("SCRAM-SHA-256", "alice", tablet)).outcome());
    assertEquals(List.of(), devices.of(ALICE));
    success(plain("alice", made(ALICE, "phone")));
  }

  private static Outcome entry(String id) {
    Person.Entry entry = new Person.Entry(id, "", true);
    return new Outcome.Ok(new Person(ALICE, true, Map.of(), Set.of(), entry));
  }

  @Test
  void nobodyMakesOneOnceTheAccountIsGone() {
    ldap.without("alice@localhost");
    assertEquals(Optional.empty(), devices.make(ALICE, "phone"));
  }

  @Test
  void aPersonHasOnlySoMany() {
    for (int i = 0; i < 3; i++) {
      made(ALICE, "device " + i);
    }
    assertEquals(Optional.empty(), devices.make(ALICE, "one more"));
  }

  @Test
  void whoHasOneCannotBeToldFromThoseWhoDoNotExist() {
    byte[] first = ScramClient.of("SCRAM-SHA-256", "alice", "x").build().first();
    String before = Talks.challenge(start("SCRAM-SHA-256").respond(first));
    made(ALICE, "phone");
    String told = Talks.challenge(start("SCRAM-SHA-256").respond(first));
    assertEquals(told.substring(told.indexOf(",s=")), before.substring(before.indexOf(",s=")));
  }

  @Test
  void itsShapeIsItsOwn() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 100; i++) {
      String made = DeviceSecret.make(random);
      assertTrue(made.matches("([a-z2-9]{4}-){4}[a-z2-9]{4}"), made);
      assertTrue(DevicePasswords.isOne(made));
      assertFalse(DevicePasswords.isOne(made.substring(1)));
    }
    assertFalse(DevicePasswords.isOne("correct horse battery staple"));
    assertFalse(DevicePasswords.isOne("abcd-efgh-ijkm-npqr-stuv"));
  }
}
