package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.Programs;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.LdapServers.Host;

/**
 * A real OpenLDAP server in a folder of its own, on loopback ports, with {@code memberOf},
 * referential integrity, password policy and TLS. Its people are under {@link #PEOPLE}, its groups
 * under {@link #GROUPS}.
 */
public final class SlapdServer implements AutoCloseable {
  /** The top entry. */
  public static final String BASE = "dc=example,dc=org";

  /** Where people are. */
  public static final String PEOPLE = "ou=people," + BASE;

  /** Where groups are. */
  public static final String GROUPS = "ou=groups," + BASE;

  /** Who may do everything. */
  public static final String ADMIN = "cn=admin," + BASE;

  /** The password of {@link #ADMIN}. */
  public static final String ADMIN_PASSWORD = "directory admin";

  private static final String ADDRESS = "127.0.0.1";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path folder;
  private final int port;
  private final int tlsPort;
  private Process process;

  private SlapdServer(Path folder, List<Integer> ports) {
    this.folder = folder;
    this.port = ports.getFirst();
    this.tlsPort = ports.getLast();
  }

  /** Starts a server that has the entries given as LDIF. */
  public static SlapdServer start(TestCa ca, String ldif) {
    try {
      Path folder = Files.createTempDirectory("slapd");
      SlapdServer server = new SlapdServer(folder, Programs.freePorts(2));
      Files.createDirectory(folder.resolve("db"));
      ca.write(folder);
      ca.issueServer(ADDRESS).write(folder, "server");
      Files.writeString(folder.resolve("slapd.conf"), server.configuration());
      server.load(base() + ldif);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration() {
    return """
    include /etc/ldap/schema/core.schema
    include /etc/ldap/schema/cosine.schema
    include /etc/ldap/schema/nis.schema
    include /etc/ldap/schema/inetorgperson.schema
    modulepath /usr/lib/ldap
    moduleload back_mdb
    moduleload memberof
    moduleload refint
    moduleload ppolicy
    pidfile FOLDER/slapd.pid
    TLSCACertificateFile FOLDER/ca.crt
    TLSCertificateFile FOLDER/server.crt
    TLSCertificateKeyFile FOLDER/server.key
    sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited
    idletimeout 900
    access to attrs=userPassword by dn.exact="ADMIN" manage by anonymous auth by self write by * none
    access to * by dn.exact="ADMIN" manage by users read by anonymous auth
    database mdb
    maxsize 1073741824
    suffix "BASE"
    rootdn "cn=root,BASE"
    directory FOLDER/db
    dbnosync
    index objectClass,uid,member,memberUid,entryUUID eq
    index modifyTimestamp eq
    overlay memberof
    memberof-refint true
    overlay refint
    refint_attributes member
    overlay ppolicy
    ppolicy_default "cn=policy,BASE"
    ppolicy_use_lockout
    limits dn.exact="ADMIN" size=unlimited
    """
        .replace("FOLDER", folder.toString())
        .replace("ADMIN", ADMIN)
        .replace("BASE", BASE);
  }

  private static String base() {
    return """
    dn: dc=example,dc=org
    objectClass: dcObject
    objectClass: organization
    o: Example
    dc: example

    dn: cn=admin,dc=example,dc=org
    objectClass: person
    cn: admin
    sn: admin
    userPassword: directory admin

    dn: cn=policy,dc=example,dc=org
    objectClass: person
    objectClass: pwdPolicy
    cn: policy
    sn: policy
    pwdAttribute: userPassword
    pwdMustChange: TRUE
    pwdLockout: TRUE
    pwdMaxFailure: 4

    dn: ou=people,dc=example,dc=org
    objectClass: organizationalUnit
    ou: people

    dn: ou=groups,dc=example,dc=org
    objectClass: organizationalUnit
    ou: groups

    """;
  }

  private void load(String ldif) throws IOException {
    Path file = Files.writeString(folder.resolve("entries.ldif"), ldif);
    slap("slapadd", "-q", "-l", file.toString());
  }

  private void slap(String program, String... arguments) {
    String path = Programs.path(program).orElseThrow().toString();
    List<String> command =
        new ArrayList<>(List.of(path, "-f", folder.resolve("slapd.conf").toString()));
    command.addAll(List.of(arguments));
    Programs.run(folder, Map.of(), Duration.ofMinutes(5), command.toArray(String[]::new));
  }

  /** Starts it again after {@link #stop}, on the same ports with the same entries. */
  public void start() {
    String listen = "ldap://%s:%d ldaps://%s:%d".formatted(ADDRESS, port, ADDRESS, tlsPort);
    process =
        Programs.startListening(
            folder,
            LIMIT,
            List.of(
                Programs.path("slapd").orElseThrow().toString(),
                "-d",
                "0",
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-h",
                listen),
            List.of(new InetSocketAddress(ADDRESS, port), new InetSocketAddress(ADDRESS, tlsPort)));
  }

  /** Stops it; its entries stay. */
  public void stop() {
    Programs.stop(process);
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /** Where it listens without TLS, and for StartTLS. */
  public Host plain() {
    return new Host(ADDRESS, port);
  }

  /** Where it listens for TLS. */
  public Host tls() {
    return new Host(ADDRESS, tlsPort);
  }

  /** The certificate that vouches for it. */
  public Path caFile() {
    return folder.resolve("ca.crt");
  }

  /** How the server would reach it. */
  public LdapServers servers() {
    return LdapServers.ldaps(List.of(tls()), Optional.of(caFile()), ADMIN, ADMIN_PASSWORD);
  }

  /** A connection that may change everything. */
  public LDAPConnection admin() throws LDAPException {
    LDAPConnection connection = new LDAPConnection(ADDRESS, port);
    connection.bind(ADMIN, ADMIN_PASSWORD);
    return connection;
  }

  /** An entry of a person in LDIF. */
  public static String person(String uid, String displayName, String password) {
    return """
    dn: uid=%s,%s
    objectClass: inetOrgPerson
    uid: %s
    cn: %s
    sn: %s
    displayName: %s
    mail: %s@example.org
    userPassword: %s

    """
        .formatted(uid, PEOPLE, uid, displayName, displayName, displayName, uid, password);
  }

  /** An entry of a group in LDIF, with the DNs of its members. */
  public static String group(String name, List<String> memberDns) {
    StringBuilder entry = new StringBuilder();
    entry.append("dn: cn=%s,%s%nobjectClass: groupOfNames%ncn: %s%n".formatted(name, GROUPS, name));
    memberDns.forEach(dn -> entry.append("member: ").append(dn).append('\n'));
    return entry.append('\n').toString();
  }

  /** The DN of a person. */
  public static String personDn(String uid) {
    return "uid=" + uid + "," + PEOPLE;
  }

  /** The DN of a group. */
  public static String groupDn(String name) {
    return "cn=" + name + "," + GROUPS;
  }

  @Override
  public void close() {
    stop();
    Programs.delete(folder);
  }
}
