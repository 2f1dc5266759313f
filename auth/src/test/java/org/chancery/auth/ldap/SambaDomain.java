package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.chancery.auth.Programs;
import org.chancery.auth.TestCa;
import org.chancery.auth.ldap.LdapServers.Host;

/**
 * A real Active Directory domain controller: Samba, provisioned into a folder of its own, on a
 * loopback address of its own (it insists on the usual ports). It asks no name server and tells the
 * network nothing.
 */
public final class SambaDomain implements AutoCloseable {
  /** The Kerberos realm. */
  public static final String REALM = "AD.TEST";

  /** The top entry. */
  public static final String BASE = "DC=ad,DC=test";

  /** Where users and groups are. */
  public static final String USERS = "CN=Users," + BASE;

  /** Who may do everything, by user principal name. */
  public static final String ADMIN = "Administrator@ad.test";

  /** The password of {@link #ADMIN}. */
  public static final String ADMIN_PASSWORD = "Adm1n-of-the-test";

  private static final int LDAP_PORT = 389;
  private static final int LDAPS_PORT = 636;
  private static final int KERBEROS_PORT = 88;
  private static final int ENABLED = 512;
  private static final Path BUILD = Path.of("../target");
  private static final Duration PROVISION = Duration.ofMinutes(10);
  private static final Duration START = Duration.ofMinutes(5);

  private final Path folder;
  private final String address;
  private Process process;

  private SambaDomain(Path folder, String address) {
    this.folder = folder;
    this.address = address;
  }

  /**
   * Starts the controller of a fresh domain, copied from one that is provisioned once for a build:
   * that takes five seconds of computing.
   */
  public static SambaDomain start(TestCa ca) {
    try {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String address =
          "127.%d.%d.%d"
              .formatted(random.nextInt(64, 250), random.nextInt(256), random.nextInt(1, 255));
      SambaDomain domain = new SambaDomain(Files.createTempDirectory("samba"), address);
      copy(provisioned(), domain.folder);
      domain.configure(ca);
      domain.start();
      return domain;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing in it but {@code smb.conf} names its folder or its address. */
  private static Path provisioned() throws IOException {
    Path target = Files.createDirectories(BUILD);
    Path domain = target.resolve("samba-domain");
    if (isOutdated(domain)) {
      Programs.delete(domain);
    }
    if (Files.notExists(domain)) {
      Path fresh = Files.createTempDirectory(target, "samba-");
      provision(fresh);
      try {
        Files.move(fresh, domain, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        Programs.delete(fresh); // another build of the same sources was faster
      }
    }
    return domain;
  }

  /** Passwords expire after six weeks. */
  private static boolean isOutdated(Path domain) throws IOException {
    return Files.exists(domain)
        && Files.getLastModifiedTime(domain)
            .toInstant()
            .isBefore(Instant.now().minus(Duration.ofDays(7)));
  }

  private static void provision(Path folder) {
    Programs.run(
        folder,
        Map.of(),
        PROVISION,
        Programs.path("samba-tool").orElseThrow().toString(),
        "domain",
        "provision",
        "--realm=" + REALM,
        "--domain=ADTEST",
        "--server-role=dc",
        "--dns-backend=NONE",
        "--adminpass=" + ADMIN_PASSWORD,
        "--use-rfc2307",
        "--host-name=dc1",
        "--host-ip=127.0.0.1",
        "--targetdir=" + folder.toAbsolutePath().normalize(),
        "--option=bind interfaces only=yes");
  }

  /** With the empty parts of its databases left out, as {@code cp} can. */
  private static void copy(Path from, Path to) {
    Programs.run(
        to, Map.of(), START, "cp", "-a", "--sparse=always", from.toAbsolutePath() + "/.", ".");
  }

  /**
   * Only the services that are needed: the others would ask the machine's name server. A later line
   * would win.
   */
  private void configure(TestCa ca) throws IOException {
    Path tls = Files.createDirectories(folder.resolve("tls"));
    ca.write(tls);
    ca.issueServer(address).write(tls, "server");
    Files.setPosixFilePermissions(
        tls.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
    // Else one machine runs one Samba, and what is left of a killed one keeps the next out.
    Path run = Files.createDirectories(folder.resolve("run"));
    StringBuilder kept = new StringBuilder();
    for (String line : Files.readAllLines(smbConf())) {
      String setting = line.strip().replaceAll("= /\\S*/samba-[^/]*", "= " + folder);
      if (!setting.startsWith("server services") && !setting.startsWith("dns forwarder")) {
        kept.append(setting).append('\n');
      }
      if (setting.equals("[global]")) {
        kept.append("\tserver services = ldap, kdc, cldap\n")
            .append("\tinterfaces = " + address + "/8\n")
            .append("\told password allowed period = 0\n")
            .append("\tpid directory = " + run + "\n")
            .append("\ttls cafile = " + tls.resolve("ca.crt") + "\n")
            .append("\ttls certfile = " + tls.resolve("server.crt") + "\n")
            .append("\ttls keyfile = " + tls.resolve("server.key") + "\n");
      }
    }
    Files.writeString(smbConf(), kept);
  }

  private Path smbConf() {
    return folder.resolve("etc/smb.conf");
  }

  /** Starts it again after {@link #stop}. */
  public void start() {
    process =
        Programs.startListening(
            folder,
            START,
            List.of(
                Programs.path("samba").orElseThrow().toString(),
                "-F",
                "--no-process-group",
                "-M",
                "single",
                "-s",
                smbConf().toString(),
                "--debug-stdout"),
            List.of(
                new InetSocketAddress(address, LDAPS_PORT),
                new InetSocketAddress(address, LDAP_PORT),
                new InetSocketAddress(address, KERBEROS_PORT)));
  }

  /** Stops it; the domain stays. */
  public void stop() {
    Programs.stop(process);
  }

  /** Its own loopback address. */
  public String address() {
    return address;
  }

  /** Where it listens for TLS. */
  public Host tls() {
    return new Host(address, LDAPS_PORT);
  }

  /** Where it listens for StartTLS. */
  public Host plain() {
    return new Host(address, LDAP_PORT);
  }

  /** The certificate that vouches for it. */
  public Path caFile() {
    return folder.resolve("tls/ca.crt");
  }

  /** How the server would reach it. */
  public LdapServers servers() {
    return LdapServers.ldaps(List.of(tls()), Optional.of(caFile()), ADMIN, ADMIN_PASSWORD);
  }

  /** A folder that goes with it. */
  public Path folder() {
    return folder;
  }

  /** Runs {@code samba-tool} on the domain's files. */
  public String tool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Programs.path("samba-tool").orElseThrow().toString());
    command.addAll(List.of(arguments));
    command.add("-s");
    command.add(smbConf().toString());
    return Programs.run(folder, Map.of(), START, command.toArray(String[]::new));
  }

  /** A connection that may change everything. */
  public LDAPConnection admin() throws LDAPException {
    try {
      SSLUtil trusting = new SSLUtil(new TrustAllTrustManager());
      LDAPConnection connection =
          new LDAPConnection(trusting.createSSLSocketFactory(), address, LDAPS_PORT);
      connection.bind(ADMIN, ADMIN_PASSWORD);
      return connection;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The DN of a user or group. */
  public static String dn(String name) {
    return "CN=" + name + "," + USERS;
  }

  /** Adds a user who may log in. */
  public static void addUser(LDAPConnection admin, String name, String displayName, String password)
      throws LDAPException {
    admin.add(
        dn(name),
        new Attribute("objectClass", "user"),
        new Attribute("sAMAccountName", name),
        new Attribute("userPrincipalName", name + "@ad.test"),
        new Attribute("displayName", displayName),
        new Attribute("mail", name + "@corp.example"),
        new Attribute("unicodePwd", quoted(password)),
        new Attribute("userAccountControl", Integer.toString(ENABLED)));
  }

  /** A password as Active Directory wants it set: in quotes, in UTF-16. */
  public static byte[] quoted(String password) {
    return ('"' + password + '"').getBytes(StandardCharsets.UTF_16LE);
  }

  /** Adds a group. */
  public static void addGroup(LDAPConnection admin, String name, String... memberDns)
      throws LDAPException {
    Entry group = new Entry(dn(name));
    group.addAttribute("objectClass", "group");
    group.addAttribute("sAMAccountName", name);
    if (memberDns.length > 0) {
      group.addAttribute("member", memberDns);
    }
    admin.add(group);
  }

  /** Sets an attribute. */
  public static void set(LDAPConnection admin, String dn, String attribute, String... values)
      throws LDAPException {
    admin.modify(dn, new Modification(ModificationType.REPLACE, attribute, values));
  }

  @Override
  public void close() {
    stop();
    Programs.delete(folder);
  }
}
