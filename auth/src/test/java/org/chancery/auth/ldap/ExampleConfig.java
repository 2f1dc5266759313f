package org.chancery.auth.ldap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The shipped examples, in which only the names of servers, files and entries are exchanged for
 * those of a test.
 */
public final class ExampleConfig {
  /** The domain that they are made to serve. */
  private static final String DOMAIN = "localhost";

  private static final Path EXAMPLES = Path.of("../config/examples");

  private ExampleConfig() {}

  /** The example for OpenLDAP, written to a folder. */
  public static Path openLdap(Path folder, SlapdServer slapd) {
    return exchanged(
        folder,
        "openldap.conf",
        Map.of(
            "domain = example.org",
            "domain = " + DOMAIN,
            "\"ldap1.example.org\", \"ldap2.example.org\"",
            "\"" + slapd.tls() + "\"",
            "/etc/ssl/certs/company-ca.pem",
            slapd.caFile().toString(),
            "cn=chancery,ou=services,dc=example,dc=org",
            SlapdServer.ADMIN,
            "/etc/chancery/ldap.password",
            password(folder, SlapdServer.ADMIN_PASSWORD)));
  }

  /** The example for Active Directory, with a name server that knows the domain's controller. */
  public static Path activeDirectory(Path folder, SambaDomain domain, StubDns dns) {
    dns.publish(
        "_ldap._tcp.dc._msdcs.corp.example.",
        new StubDns.Service(0, 100, domain.plain().port(), domain.address()));
    return exchanged(
        folder,
        "active-directory.conf",
        Map.of(
            "domain = corp.example",
            "domain = " + DOMAIN,
            "discover = \"corp.example\"",
            "discover = \"corp.example\"\n    dns = \"" + dns.url() + "\"",
            "/etc/ssl/certs/company-ca.pem",
            domain.caFile().toString(),
            "chancery@corp.example",
            SambaDomain.ADMIN,
            "/etc/chancery/ad.password",
            password(folder, SambaDomain.ADMIN_PASSWORD),
            "\"DC=corp,DC=example\"",
            "\"" + SambaDomain.BASE + "\"",
            "OU=Groups,DC=corp,DC=example",
            SambaDomain.USERS));
  }

  /**
   * Makes the groups that the example for Active Directory names, with alice, and bob in a group
   * within; eve is in none.
   */
  public static void populate(LDAPConnection admin, String password) throws LDAPException {
    SambaDomain.set(admin, SambaDomain.BASE, "pwdProperties", "0"); // any password will do
    SambaDomain.addUser(admin, "alice", "Alice Adams", password);
    SambaDomain.addUser(admin, "bob", "Bob Brown", password);
    SambaDomain.addUser(admin, "eve", "Eve Evans", password);
    SambaDomain.addGroup(admin, "Sales North", SambaDomain.dn("bob"));
    SambaDomain.addGroup(admin, "Sales", SambaDomain.dn("alice"), SambaDomain.dn("Sales North"));
    SambaDomain.addGroup(admin, "Chat Users", SambaDomain.dn("Sales"));
  }

  private static String password(Path folder, String password) {
    try {
      return Files.writeString(folder.resolve("password"), password).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path exchanged(Path folder, String example, Map<String, String> names) {
    try {
      String text = Files.readString(EXAMPLES.resolve(example));
      for (Map.Entry<String, String> name : names.entrySet()) {
        assertTrue(text.contains(name.getKey()), example + " has no " + name.getKey());
        text = text.replace(name.getKey(), name.getValue());
      }
      return Files.writeString(folder.resolve(example), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
