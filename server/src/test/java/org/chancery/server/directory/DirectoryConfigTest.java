package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.ldap.LdapGroups;
import org.chancery.auth.ldap.LdapServers;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryConfigTest {
  @TempDir private Path directory;

  private Settings settings(String text) throws IOException {
    Path file = directory.resolve("chancery.conf");
    Files.writeString(file, text);
    return Settings.load(Optional.of(file), Map.of());
  }

  @Test
  void byDefaultThereAreTheLocalAccounts() throws IOException {
    Settings settings = settings("");
    assertEquals(
        List.of(new DirectoryConfig("local", Optional.empty())), DirectoryConfig.from(settings));
    settings.requireValid();
  }

  @Test
  void aFewLinesDescribeAnOpenLdapDirectory() throws IOException {
    Files.writeString(directory.resolve("secret"), "hush\n");
    Settings settings =
        settings(
            """
            chancery.directories = [
              { type = local }
              { type = ldap, name = hq, servers = ["a.example", "b.example:1636"], bind-dn = "cn=x,dc=example"
                bind-password-file = secret, base-dn = "dc=example", attributes { title = "role, title" }
                groups { base-dn = "ou=groups,dc=example", roster = ["cn=staff,ou=groups,dc=example"] } }
            ]
            """);
    List<DirectoryConfig> configs = DirectoryConfig.from(settings);
    settings.requireValid();
    DirectoryConfig.Ldap ldap = configs.get(1).ldap().orElseThrow();
    assertEquals("hq", configs.get(1).name());
    assertEquals(
        List.of(new LdapServers.Host("a.example", 636), new LdapServers.Host("b.example", 1636)),
        ldap.servers().hosts());
    assertEquals("hush", ldap.servers().bindPassword());
    assertEquals(List.of("role", "title"), ldap.people().attributes().get("title"));
    assertEquals("uid", ldap.people().nameAttribute());
    assertEquals(LdapGroups.Nesting.CLIENT, ldap.groups().orElseThrow().nesting());
  }

  @Test
  void whatCannotWorkIsSaidWithItsPlace() throws IOException {
    Settings settings =
        settings(
            "chancery.directories = [{ type = ldap, security = none, servers = [a], base-dn = x"
                + " }]");
    DirectoryConfig.from(settings);
    assertTrue(
        settings.problems().toString().contains("everybody's password can be read on the way"),
        settings.problems().toString());
  }

  @Test
  void theExamplesAreShortAndKnowOnlySettingsThatThereAre() throws IOException {
    for (String name : List.of("openldap.conf", "active-directory.conf")) {
      Path example = Path.of("../config/examples", name);
      long set =
          Files.readAllLines(example).stream()
              .filter(line -> line.matches("^ +[a-z-]+ *=.*"))
              .count();
      assertTrue(set < 20, name + " sets " + set);
      // The files it names don't exist here; every other problem would be one of the example.
      Settings settings = Settings.load(Optional.of(example), Map.of());
      assertTrue(
          settings.problems().stream()
              .noneMatch(problem -> problem.message().contains("is not a setting")),
          settings.problems().toString());
    }
  }
}
