package org.chancery.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which classes ask somebody outside this process on the way to a decision about a log-in, and
 * which tests make that go wrong. A class that is not on the list needs such a test first.
 */
class OutsidePartiesTest {
  private static final Path MAIN = Path.of("src/main/java/org/chancery/auth");
  private static final Path TESTS = Path.of("src/test/java/org/chancery/auth");

  /** What is used to ask: the network, the Kerberos of the JDK, files, the database. */
  private static final Pattern ASKING =
      Pattern.compile(
          "\\b(connection\\.(search|bind|getEntry|getRootDSE|processExtended)"
              + "|connections(\\(\\))?\\s*\\.(search|bind)\\(|Pages\\.(QUICK|PATIENT)"
              + "|new LDAPConnection\\(|client\\.send|new InitialDirContext|evaluateResponse"
              + "|new ReloadedFile|Files\\.(newInputStream|read)|KeyTab\\."
              + "|(store|accounts)\\.(find|list|of|put|add|remove)\\()");

  private static final String LDAP = "ldap/FaultInjectionTest";
  private static final String WATCHED = "ldap/OpenLdapWatchTest";

  private static final Map<String, String> FAULTS =
      Map.ofEntries(
          Map.entry("LocalDirectory", "LocalDirectoryTest"),
          Map.entry("TrustedCertificates", "ldap/FailoverTest"),
          Map.entry("certificate/ClientCertificates", "certificate/ExternalTest"),
          Map.entry("derived/DerivedVerifiers", "WaysInTest"),
          Map.entry("device/DevicePasswords", "WaysInTest"),
          Map.entry("kerberos/Gssapi", "kerberos/GssapiTest"),
          Map.entry("kerberos/GssapiExchange", "kerberos/GssapiTest"),
          Map.entry("ldap/Diagnosis", "ldap/DiagnosisTest"),
          Map.entry("ldap/LdapDirectory", LDAP),
          Map.entry("ldap/Connections", LDAP),
          Map.entry("ldap/Connector", LDAP),
          Map.entry("ldap/GroupSearch", LDAP),
          Map.entry("ldap/PeopleSearch", LDAP),
          Map.entry("ldap/Pages", LDAP),
          Map.entry("ldap/SrvRecords", "ldap/DiscoveryTest"),
          Map.entry("ldap/ActiveDirectoryDialect", "ldap/ActiveDirectoryWatchTest"),
          Map.entry("ldap/ChangeReader", WATCHED),
          Map.entry("ldap/GroupLoader", WATCHED),
          Map.entry("ldap/GroupMembers", WATCHED),
          Map.entry("ldap/RightsCheck", WATCHED),
          Map.entry("token/Issuer", "token/OAuthBearerTest"));

  @Test
  void everyClassThatAsksHasATestInWhichThatGoesWrong() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      Set<String> asking =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> ASKING.matcher(text(file)).find())
              .map(file -> MAIN.relativize(file).toString().replace(".java", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(new TreeSet<>(FAULTS.keySet()), asking);
    }
    assertEquals(
        Set.of(),
        FAULTS.values().stream()
            .filter(test -> Files.notExists(TESTS.resolve(test + ".java")))
            .collect(Collectors.toSet()),
        "tests that are gone");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
