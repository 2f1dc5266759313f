package org.chancery.auth;

import static org.chancery.auth.sasl.Talks.bytes;
import static org.chancery.auth.sasl.Talks.failure;
import static org.chancery.auth.sasl.Talks.success;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.certificate.CertificateSettings;
import org.chancery.auth.certificate.ClientCertificates;
import org.chancery.auth.certificate.External;
import org.chancery.auth.certificate.NameSource;
import org.chancery.auth.derived.DerivedVerifiers;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.auth.sasl.FakeVerifiers;
import org.chancery.auth.sasl.Listener;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.sasl.SaslExchange;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.sasl.SaslMechanisms;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.auth.sasl.SaslSettings.Scram;
import org.chancery.auth.sasl.ScramClient;
import org.chancery.auth.sasl.Talks;
import org.chancery.auth.token.OAuthBearer;
import org.chancery.auth.token.TestIssuer;
import org.chancery.auth.token.TokenSettings;
import org.chancery.protocol.Jid;
import org.chancery.storage.DerivedVerifierStore;
import org.chancery.storage.DevicePasswordStore;
import org.chancery.storage.StorageException;
import org.chancery.storage.fake.FakeDerivedVerifierStore;
import org.chancery.storage.fake.FakeDevicePasswordStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each way to log in asks the directory whether that may be, and takes nothing but "ok" for it.
 * What a directory makes of its faults is in {@code FaultInjectionTest}; Kerberos, which needs a
 * KDC, in {@code GssapiTest}.
 */
class WaysInTest {
  private static final TestCa CA = new TestCa("Company CA");
  private static final X509Certificate CERTIFICATE =
      CA.issue("CN=Alice", TestCa.xmppAddress("alice@localhost")).certificate();
  private static final Jid ALICE = Jid.of("alice@localhost");
  private static final int FEW = 16; // iterations: what they cost is not the matter here
  private static final String PASSWORD = "correct horse";
  private static final Outcome OK =
      new Outcome.Ok(
          new Person(ALICE, true, Map.of(), Set.of(), new Person.Entry("id", "mark", true)));
  private static final Channel CHANNEL =
      Channel.encrypted(ChannelBinding.none()).with(List.of(CERTIFICATE));

  /** How alice logs in. */
  enum Way {
    PLAIN,
    SCRAM,
    DERIVED_SCRAM,
    DEVICE_BY_PLAIN,
    DEVICE_BY_SCRAM,
    CERTIFICATE,
    TOKEN
  }

  @TempDir private Path folder;
  private final TestIssuer issuer = new TestIssuer();
  private final FakeDirectory ldap =
      new FakeDirectory("ldap", false).with("alice@localhost", PASSWORD, OK);
  private final FakeDirectory local =
      new FakeDirectory("local", true).with("alice@localhost", PASSWORD, OK);
  private final FakeVerifiers salts = new FakeVerifiers(new byte[16], FEW);
  private boolean storesBroken;
  private final DerivedVerifiers derived =
      new DerivedVerifiers(
          breakable(DerivedVerifierStore.class, new FakeDerivedVerifierStore()),
          salts,
          new byte[32],
          Duration.ofDays(7),
          Instant::now);
  private final Directories directories = chain(derived.over(ldap));
  private final DevicePasswords devices =
      new DevicePasswords(
          breakable(DevicePasswordStore.class, new FakeDevicePasswordStore()),
          directories,
          salts,
          Instant::now,
          1);
  private OAuthBearer tokens;
  private SaslMechanisms mechanisms;
  private String device;

  private static Directories chain(Directory directory) {
    return new Directories(Map.of("localhost", List.of(directory)));
  }

  private <T> T breakable(Class<T> type, T store) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (storesBroken) {
                throw new StorageException("query", new IOException("broken by the test"));
              }
              return method.invoke(store, arguments);
            }));
  }

  @BeforeEach
  void start() throws IOException {
    Path authorities = CA.write(folder);
    Mechanism certificates =
        new External(
            new CertificateSettings(
                authorities,
                Optional.empty(),
                EnumSet.allOf(Listener.class),
                List.of(NameSource.values()),
                Set.of()),
            new ClientCertificates(authorities, Optional.empty()),
            directories,
            Instant::now);
    tokens =
        new OAuthBearer(
            new TokenSettings(
                issuer.address(),
                Set.of(TestIssuer.AUDIENCE),
                Set.of("RS256"),
                "preferred_username",
                Set.of(),
                Optional.empty(),
                Duration.ofSeconds(10),
                EnumSet.allOf(Listener.class)),
            directories,
            Instant::now);
    mechanisms = mechanisms(directories, List.of(certificates, tokens), Optional.of(devices));
    success(logIn(Way.PLAIN)); // which derives a verifier
    device = devices.make(ALICE, "phone").orElseThrow();
  }

  @AfterEach
  void close() {
    tokens.close();
    issuer.close();
  }

  private static SaslMechanisms mechanisms(
      Directories directories, List<Mechanism> signOn, Optional<DevicePasswords> devices) {
    return new SaslMechanisms(
        directories,
        new byte[16],
        new SaslSettings(FEW, Scram.WHEN_ANY_CAN, Set.of()),
        signOn,
        devices);
  }

  private void says(Outcome outcome) {
    ldap.says("alice@localhost", outcome);
    local.says("alice@localhost", outcome);
  }

  private Step logIn(Way way) {
    return switch (way) {
      case PLAIN -> start("PLAIN").respond(bytes("\0alice\0" + PASSWORD));
      case SCRAM -> scram(mechanisms(chain(local), List.of(), Optional.empty()), PASSWORD);
      case DERIVED_SCRAM -> scram(mechanisms, PASSWORD);
      case DEVICE_BY_PLAIN -> start("PLAIN").respond(bytes("\0alice\0" + device));
      case DEVICE_BY_SCRAM -> scram(mechanisms, device);
      case CERTIFICATE -> start("EXTERNAL").respond(new byte[0]);
      case TOKEN -> start("OAUTHBEARER").respond(bytes("n,,\1auth=Bearer " + token() + "\1\1"));
    };
  }

  private SaslExchange start(String mechanism) {
    return mechanisms.start(mechanism, "localhost", CHANNEL).orElseThrow();
  }

  private static Step scram(SaslMechanisms mechanisms, String password) {
    String name = "SCRAM-SHA-256";
    return Talks.run(
        mechanisms.start(name, "localhost", CHANNEL).orElseThrow(),
        ScramClient.of(name, "alice", password).build());
  }

  private String token() {
    return issuer.sign(issuer.claims("alice", Instant.now().plusSeconds(300)).build());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingThatTheDirectorySaysButOkLetsAnybodyIn(Way way) {
    success(logIn(way));
    for (Outcome outcome : Refusals.all()) {
      says(outcome);
      failure(logIn(way));
    }
    says(OK);
    success(logIn(way));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aDirectoryThatDoesNotAnswerLetsNobodyIn(Way way) {
    ldap.reachable(false);
    local.reachable(false);
    assertEquals("temporary-auth-failure", failure(logIn(way)).condition());
  }

  @ParameterizedTest
  @EnumSource(names = {"DERIVED_SCRAM", "DEVICE_BY_PLAIN", "DEVICE_BY_SCRAM"})
  void aDatabaseThatDoesNotAnswerLetsNobodyIn(Way way) {
    storesBroken = true;
    assertEquals("temporary-auth-failure", failure(logIn(way)).condition());
  }
}
