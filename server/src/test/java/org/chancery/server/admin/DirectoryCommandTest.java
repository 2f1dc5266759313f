package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chancery.auth.NeedsPrograms;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.ExampleConfig;
import org.chancery.auth.ldap.SambaDomain;
import org.chancery.auth.ldap.SambaShared;
import org.chancery.auth.ldap.SlapdServer;
import org.chancery.auth.ldap.StubDns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command tells of a real slapd and a real domain, with the shipped examples. */
@NeedsPrograms({"slapd", "slapadd"})
@SambaShared
class DirectoryCommandTest {
  private static SlapdServer slapd;
  private static SambaDomain domain;
  private static StubDns dns;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start(SambaDomain shared) throws LDAPException {
    List<String> staff = List.of(SlapdServer.personDn("alice"), SlapdServer.personDn("bob"));
    slapd =
        SlapdServer.start(
            new TestCa("Company CA"),
            SlapdServer.person("alice", "Alice Adams", "secret of alice")
                + SlapdServer.person("bob", "Bob Brown", "secret of bob")
                + SlapdServer.person("eve", "Eve Evans", "secret of eve")
                + SlapdServer.group("chat", staff)
                + SlapdServer.group("staff", staff));
    domain = shared;
    dns = new StubDns();
    try (LDAPConnection admin = domain.admin()) {
      SambaDomain.addUser(admin, "zoe", "Zoe Zimmer", "Correct-horse-1");
      SambaDomain.addUser(admin, "yves", "Yves Young", "Correct-horse-1");
      SambaDomain.set(admin, SambaDomain.dn("yves"), "userAccountControl", "514");
      SambaDomain.addGroup(admin, "Shown", SambaDomain.dn("zoe"), SambaDomain.dn("yves"));
      SambaDomain.addGroup(admin, "Admitted", SambaDomain.dn("Shown"));
    }
  }

  @AfterAll
  static void stop() {
    dns.close();
    slapd.close();
  }

  private Path openLdap() {
    return ExampleConfig.openLdap(folder, slapd);
  }

  private Path activeDirectory() throws IOException {
    return changed(
        ExampleConfig.activeDirectory(folder, domain, dns),
        "CN=Chat Users",
        "CN=Admitted",
        "CN=Sales",
        "CN=Shown");
  }

  private static Path changed(Path file, String... exchanges) throws IOException {
    String text = Files.readString(file);
    for (int i = 0; i < exchanges.length; i += 2) {
      text = text.replace(exchanges[i], exchanges[i + 1]);
    }
    return Files.writeString(file, text);
  }

  @Test
  void everyServerAndSearchOfOpenLdapIsTriedAndWhoIsFoundIsCounted() {
    assertEquals(0, run("test", openLdap()), err::toString);
    assertTold(
        "127.0.0.1:\\d+ +\\| answers +\\| \\d+ ms \\| TLSv1.3, for 127.0.0.1, by CN=Company CA,"
            + " until \\d{4}-\\d\\d-\\d\\d",
        "people +\\| \\(objectClass=inetOrgPerson\\) under ou=people,dc=example,dc=org",
        "may log in +\\| members of cn=chat,ou=groups,dc=example,dc=org",
        "people, in 1 page +\\| 3",
        "log-in: no, not allowed +\\| 1",
        "log-in: yes +\\| 2",
        "staff +\\| 2 +\\| cn=staff,ou=groups,dc=example,dc=org");
  }

  @Test
  void aDomainIsDiscoveredTriedAndCounted() throws IOException {
    assertEquals(0, run("test", activeDirectory()), err::toString);
    assertTold(
        "%s:636 +\\| answers as dc1.ad.test +\\| \\d+ ms".formatted(domain.address()),
        "people +\\| \\(&\\(objectCategory=person\\)\\(objectClass=user\\)\\) under DC=ad,DC=test",
        "log-in: no, disabled +\\| [3-9]",
        "log-in: yes +\\| 1",
        "Shown +\\| 1 +\\| cn=shown,cn=users,dc=ad,dc=test");
  }

  @Test
  void thePreviewListsWhoCouldNotLogInFirstAndWhoWouldSeeWhom() throws IOException {
    assertEquals(0, run("preview", openLdap()), err::toString);
    assertTold(
        "eve@localhost +\\| Eve Evans +\\| no, not allowed\n"
            + "alice@localhost +\\| Alice Adams +\\| yes\n"
            + "bob@localhost +\\| Bob Brown +\\| yes\n",
        "in group staff +\\| shown as *\n[-+]+\nalice@localhost +\\| Alice Adams");
    assertEquals(0, run("preview", activeDirectory()), err::toString);
    assertTold("yves@localhost +\\| Yves Young +\\| no, disabled", "zoe@localhost +\\| .* yes");
    assertEquals(0, run("preview", openLdap(), "--most", "1"));
    assertTold("\\.\\.\\. and 2 more people", "\\.\\.\\. and 1 more members");
  }

  @Test
  void aPersonIsLookedForAsByALogIn() throws IOException {
    assertEquals(0, run("preview", openLdap(), "alice"), err::toString);
    assertTold(
        "entry +\\| uid=alice,ou=people,dc=example,dc=org",
        "log-in +\\| yes",
        "mail +\\| alice@example.org",
        "group +\\| chat\ngroup +\\| staff");
    assertEquals(1, run("preview", activeDirectory(), "yves@localhost"));
    assertTold("entry +\\| CN=yves,CN=Users,DC=ad,DC=test", "log-in +\\| no, disabled");
    assertTrue(err.toString().contains("error: yves@localhost could not log in: disabled"));
    assertEquals(1, run("preview", openLdap(), "nobody"));
    assertTrue(err.toString().contains("error: nobody@localhost is in no directory"));
  }

  @Test
  void whatNeedsAnAdministratorIsSaidAndExitCode1() throws IOException {
    Path down = changed(openLdap(), "servers = [", "servers = [\"127.0.0.1:1\", ");
    assertEquals(1, run("test", down));
    assertTold("127.0.0.1:1 +\\| connect error: .*refused", "log-in: yes +\\| 2");
    assertTrue(err.toString().contains("error: 1 of 2 servers do not work"), err::toString);

    assertEquals(1, run("test", changed(openLdap(), "cn=staff", "cn=stuff")));
    assertTrue(err.toString().contains("error: there is no group cn=stuff,"), err::toString);

    assertEquals(1, run("test", changed(openLdap(), "ou=people,", "ou=groups,")));
    assertTrue(err.toString().contains("error: nobody could log in"), err::toString);

    Path wrongPassword = openLdap();
    Files.writeString(folder.resolve("password"), "guess");
    assertEquals(1, run("test", wrongPassword));
    assertTold("127.0.0.1:\\d+ +\\| invalid credentials");
    assertTrue(err.toString().contains("error: 1 of 1 servers do not work"), err::toString);
    assertEquals(1, run("preview", wrongPassword));
    assertTrue(err.toString().contains("error: the directory cannot be asked: "), err::toString);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsSaidToBeSo() throws IOException {
    new TestCa("Another CA").write(folder);
    Path file = changed(openLdap(), slapd.caFile().toString(), folder.resolve("ca.crt").toString());
    assertEquals(1, run("test", file));
    assertTold("127.0.0.1:\\d+ +\\| connect error: .*certif");
  }

  private int run(String command, Path config, String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine main = Main.commandLine(InputStream.nullInputStream());
    String[] arguments =
        Stream.concat(
                Stream.of("directory", command, "--config", config.toString()), Stream.of(more))
            .toArray(String[]::new);
    return main.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private void assertTold(String... patterns) {
    String told = out.toString();
    assertAll(
        Stream.of(patterns)
            .map(
                it ->
                    () ->
                        assertTrue(
                            Pattern.compile(it).matcher(told).find(), it + " is not in\n" + told)));
    for (String secret :
        List.of("secret of", SlapdServer.ADMIN_PASSWORD, SambaDomain.ADMIN_PASSWORD)) {
      assertFalse(told.contains(secret) || err.toString().contains(secret), told);
    }
  }
}
