package org.chancery.auth.kerberos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.chancery.auth.Programs;

/**
 * MIT's Kerberos key distribution centre on loopback, with the realm {@code EXAMPLE.ORG}, and the
 * JDK's SASL client with a ticket from there.
 */
public final class Kdc implements AutoCloseable {
  /** The realm. */
  public static final String REALM = "EXAMPLE.ORG";

  /** Everybody's password. */
  public static final String PASSWORD = "correct horse";

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path folder;
  private final Map<String, String> environment;
  private final Process process;

  /** Starts it with some people: {@code alice}. */
  public Kdc(String... people) {
    try {
      folder = Files.createTempDirectory("kdc");
      int port = Programs.freePorts(1).getFirst();
      write("krb5.conf", krb5(port));
      write("kdc.conf", kdc(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment =
        Map.of(
            "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
            "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
    run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master");
    for (String person : people) {
      admin("addprinc -pw \"" + PASSWORD + "\" " + person);
    }
    process = start(folder, environment);
    // The JDK reads it once, at its first use of Kerberos, or when a log-in refreshes it.
    System.setProperty("java.security.krb5.conf", environment.get("KRB5_CONFIG"));
  }

  private static Process start(Path folder, Map<String, String> environment) {
    List<String> command =
        List.of(
            "env",
            "KRB5_CONFIG=" + environment.get("KRB5_CONFIG"),
            "KRB5_KDC_PROFILE=" + environment.get("KRB5_KDC_PROFILE"),
            program("krb5kdc"),
            "-n");
    int port = portOf(folder);
    return Programs.startListening(
        folder,
        LIMIT,
        command,
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private static int portOf(Path folder) {
    try {
      return Integer.parseInt(
          Files.readString(folder.resolve("kdc.conf"))
              .replaceAll("(?s).*kdc_tcp_listen = 127.0.0.1:(\\d+).*", "$1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String krb5(int port) {
    return """
    [libdefaults]
      default_realm = %1$s
      udp_preference_limit = 1
      dns_lookup_kdc = false
      dns_lookup_realm = false
      dns_canonicalize_hostname = false
      rdns = false
    [realms]
      %1$s = {
        kdc = 127.0.0.1:%2$d
      }
    [domain_realm]
      localhost = %1$s
    """
        .formatted(REALM, port);
  }

  private String kdc(int port) {
    return """
    [kdcdefaults]
      kdc_listen = 127.0.0.1:%2$d
      kdc_tcp_listen = 127.0.0.1:%2$d
    [realms]
      %1$s = {
        database_name = %3$s/principal
        key_stash_file = %3$s/stash
        acl_file = %3$s/acl
        supported_enctypes = aes256-cts:normal
      }
    """
        .formatted(REALM, port, folder);
  }

  private static String program(String name) {
    return Programs.path(name).orElseThrow().toString();
  }

  private String run(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program(name)));
    command.addAll(List.of(arguments));
    return Programs.run(folder, environment, LIMIT, command.toArray(String[]::new));
  }

  private void admin(String query) {
    run("kadmin.local", "-r", REALM, "-q", query);
  }

  /** Makes a service's principal and a keytab with its key. */
  public Path keytab(String principal) {
    Path file = folder.resolve(principal.replace('/', '-') + ".keytab");
    admin("addprinc -randkey " + principal);
    admin("ktadd -k " + file + " " + principal);
    return file;
  }

  /** Somebody with a ticket. */
  public Subject logIn(String person) {
    try {
      LoginContext context =
          new LoginContext("client", new Subject(), Kdc::answer, configuration(person));
      context.login();
      return context.getSubject();
    } catch (LoginException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(Callback[] callbacks) {
    for (Callback callback : callbacks) {
      switch (callback) {
        case PasswordCallback password -> password.setPassword(PASSWORD.toCharArray());
        case NameCallback name -> name.setName(name.getDefaultName());
        default -> throw new IllegalStateException("unexpected question");
      }
    }
  }

  private static Configuration configuration(String person) {
    Map<String, String> options =
        Map.of(
            "refreshKrb5Config", "true",
            "useTicketCache", "false",
            "principal", person + "@" + REALM);
    AppConfigurationEntry entry =
        new AppConfigurationEntry(
            "com.sun.security.auth.module.Krb5LoginModule",
            LoginModuleControlFlag.REQUIRED,
            options);
    return new Configuration() {
      @Override
      public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return new AppConfigurationEntry[] {entry};
      }
    };
  }

  /**
   * The JDK's SASL client, as somebody with a ticket.
   *
   * @param authzid whom to act as; empty for oneself
   */
  public static UnaryOperator<byte[]> client(Subject person, String authzid, String quality) {
    SaslClient client =
        as(
            person,
            () ->
                Sasl.createSaslClient(
                    new String[] {"GSSAPI"},
                    authzid.isEmpty() ? null : authzid,
                    "xmpp",
                    "localhost",
                    Map.of(Sasl.SERVER_AUTH, "true", Sasl.QOP, quality),
                    callbacks -> {}));
    return challenge -> as(person, () -> orEmpty(client.evaluateChallenge(challenge)));
  }

  private static byte[] orEmpty(byte[] data) {
    return data == null ? new byte[0] : data;
  }

  private static <T> T as(Subject person, Callable<T> work) {
    try {
      return Subject.callAs(person, work);
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    Programs.stop(process);
    Programs.delete(folder);
  }
}
