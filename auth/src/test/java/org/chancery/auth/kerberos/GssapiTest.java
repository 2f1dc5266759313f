package org.chancery.auth.kerberos;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.security.auth.Subject;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.Outcome;
import org.chancery.auth.Refusals;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.SaslExchange.Challenge;
import org.chancery.auth.sasl.SaslExchange.Failure;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.sasl.SaslExchange.Success;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real KDC, with the JDK's client. */
@NeedsPrograms({"krb5kdc", "kdb5_util", "kadmin.local"})
class GssapiTest {
  private static Kdc kdc;
  private static Path keytab;
  private static Path foreignKeytab;
  private static Subject alice;

  private final FakeDirectory directory =
      new FakeDirectory("ad", false)
          .with("alice@localhost", "x")
          .with("gone@localhost", "x", new Outcome.Disabled());

  @BeforeAll
  static void start() {
    kdc = new Kdc("alice", "nobody", "gone", "alice/admin");
    keytab = kdc.keytab("xmpp/localhost");
    foreignKeytab = kdc.keytab("imap/localhost");
    alice = kdc.logIn("alice");
  }

  @AfterAll
  static void stop() {
    kdc.close();
  }

  private Gssapi mechanism(Path keys, String... realms) {
    return new Gssapi(
        new KerberosSettings(keys, Set.of(realms), Set.of(Listener.DIRECT_TLS)),
        new Directories(Map.of("localhost", List.of(directory))));
  }

  private SaslExchange start(Gssapi mechanism) {
    return mechanism.start("localhost", Channel.encrypted(ChannelBinding.none()));
  }

  private Step talk(SaslExchange exchange, UnaryOperator<byte[]> client) {
    Step step = exchange.respond(client.apply(new byte[0]));
    while (step instanceof Challenge(byte[] data)) {
      step = exchange.respond(client.apply(data));
    }
    return step;
  }

  private Step logIn(Subject person, String authzid) {
    return talk(start(mechanism(keytab, Kdc.REALM)), Kdc.client(person, authzid, "auth"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "alice@localhost", "alice@EXAMPLE.ORG"})
  void aTicketLetsItsPersonIn(String authzid) {
    Success success = success(logIn(alice, authzid));
    assertEquals(Jid.of("alice@localhost"), success.address());
    assertEquals("alice@EXAMPLE.ORG", success.credential().details().get("principal"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "bob@localhost", "bob@EXAMPLE.ORG", "alice@elsewhere"})
  void nobodyActsForAnother(String authzid) {
    Failure failure = failure(logIn(alice, authzid));
    assertEquals("invalid-authzid", failure.condition());
    assertInstanceOf(Outcome.Unproven.class, failure.outcome());
  }

  @Test
  void theAccountMustBeThereAndUsable() {
    assertInstanceOf(Outcome.Unknown.class, failure(logIn(kdc.logIn("nobody"), "")).outcome());
    assertEquals("account-disabled", failure(logIn(kdc.logIn("gone"), "")).condition());
    directory.reachable(false);
    assertEquals("temporary-auth-failure", failure(logIn(alice, "")).condition());
  }

  @Test
  void anotherInstanceOrRealmIsNotThePerson() {
    assertEquals("not-authorized", failure(logIn(kdc.logIn("alice/admin"), "")).condition());
    Step step = talk(start(mechanism(keytab, "OTHER.EXAMPLE")), Kdc.client(alice, "", "auth"));
    assertEquals("The ticket names no account here.", failure(step).text());
  }

  @Test
  void aTicketForAnotherServiceIsRefused() {
    UnaryOperator<byte[]> client = Kdc.client(alice, "", "auth");
    Step step = start(mechanism(foreignKeytab, Kdc.REALM)).respond(client.apply(new byte[0]));
    assertEquals("not-authorized", failure(step).condition());
  }

  @Test
  void aMissingKeytabLetsNobodyIn() {
    UnaryOperator<byte[]> client = Kdc.client(alice, "", "auth");
    Gssapi without = mechanism(Path.of("/nonexistent/keytab"), Kdc.REALM);
    failure(start(without).respond(client.apply(new byte[0])));
  }

  @Test
  void aKeytabThatBreaksOffLetsNobodyIn(@TempDir Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(keytab);
    for (int i = 0; i < 10; i++) {
      Path torn = folder.resolve("keytab" + i);
      Files.write(torn, Arrays.copyOf(whole, whole.length * i / 10));
      UnaryOperator<byte[]> client = Kdc.client(alice, "", "auth");
      Step step = start(mechanism(torn, Kdc.REALM)).respond(client.apply(new byte[0]));
      assertEquals("not-authorized", failure(step).condition());
    }
  }

  @Test
  void nothingThatTheDirectorySaysButOkLetsAnybodyIn() {
    for (Outcome outcome : Refusals.all()) {
      directory.says("alice@localhost", outcome);
      failure(logIn(alice, ""));
    }
  }

  @Test
  void aTicketCannotBeReplayed() {
    Gssapi mechanism = mechanism(keytab, Kdc.REALM);
    byte[] token = Kdc.client(alice, "", "auth").apply(new byte[0]);
    assertInstanceOf(Challenge.class, start(mechanism).respond(token));
    failure(start(mechanism).respond(token));
  }

  @Test
  void securityLayersAreNotOffered() {
    Gssapi mechanism = mechanism(keytab, Kdc.REALM);
    SaslExchange exchange = start(mechanism);
    UnaryOperator<byte[]> client = Kdc.client(alice, "", "auth-conf,auth-int");
    assertThrows(IllegalStateException.class, () -> talk(exchange, client));
  }

  @Test
  void nonsenseAuthenticatesNobody() {
    Gssapi mechanism = mechanism(keytab, Kdc.REALM);
    byte[] good = Kdc.client(alice, "", "auth").apply(new byte[0]);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      assertFalse(start(mechanism).respond(bad) instanceof Success);
    }
    failure(start(mechanism).respond(bytes("nonsense")));
    SaslExchange halfway = start(mechanism);
    assertInstanceOf(
        Challenge.class, halfway.respond(Kdc.client(alice, "", "auth").apply(new byte[0])));
    assertFalse(halfway.respond(bytes("nonsense")) instanceof Success);
  }

  @Test
  void itIsOfferedWithTlsAndWhereConfigured() {
    Gssapi mechanism = mechanism(keytab, Kdc.REALM);
    assertTrue(mechanism.servesOn(Channel.encrypted(ChannelBinding.none())));
    assertFalse(mechanism.servesOn(Channel.clear(Listener.DIRECT_TLS)));
    assertFalse(
        mechanism.servesOn(new Channel(Listener.STARTTLS, true, ChannelBinding.none(), List.of())));
    assertThrows(
        IllegalArgumentException.class,
        () -> new KerberosSettings(keytab, Set.of(), Set.of(Listener.DIRECT_TLS)));
  }
}
