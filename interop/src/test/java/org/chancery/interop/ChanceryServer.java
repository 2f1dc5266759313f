package org.chancery.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.storage.AccountStore;
import org.chancery.storage.PostgresAccountStore;

/**
 * Chancery as its administrators run it: a process of its own, with its embedded database, commands
 * beside it. Only accounts are made directly in the database, since the suite wants many of them.
 */
public final class ChanceryServer implements ServerUnderTest {
  private static final Duration BOUND = Duration.ofMinutes(5);

  private final Path data;
  private final Place place;
  private final Configuration configuration;
  private final ForegroundProcess process;
  private final Optional<TemporaryDirectory> temporary;

  private ChanceryServer(
      Path data,
      Place place,
      Configuration configuration,
      ForegroundProcess process,
      Optional<TemporaryDirectory> temporary) {
    this.data = data;
    this.place = place;
    this.configuration = configuration;
    this.process = process;
    this.temporary = temporary;
  }

  /**
   * What the server is started with, and every command beside it.
   *
   * @param overrides of what stands in the file
   */
  private record Configuration(Optional<Path> file, Map<String, String> overrides) {
    static Configuration of(Optional<Path> file, Path data, Place place, String... extra) {
      Map<String, String> overrides = new LinkedHashMap<>();
      overrides.put("chancery.domain", DOMAIN);
      overrides.put("chancery.data-dir", data.toString());
      overrides.put("chancery.bind", place.host());
      overrides.put("chancery.client.port", Integer.toString(place.port()));
      overrides.put("chancery.client.tls-port", Integer.toString(place.tlsPort()));
      overrides.put("chancery.https.port", "0");
      overrides.put("chancery.storage.port", "0");
      for (String setting : extra) {
        int equals = setting.indexOf('=');
        overrides.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
      return new Configuration(file, overrides);
    }

    List<String> options() {
      List<String> options = new ArrayList<>();
      file.ifPresent(path -> options.addAll(List.of("--config", path.toString())));
      overrides.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
      return options;
    }

    Settings settings() {
      return Settings.load(file, overrides);
    }
  }

  /** Starts it on an empty directory, which goes when it is closed. */
  static ChanceryServer start(Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    return start(new TemporaryDirectory("chancery"), Optional.empty(), place, extra);
  }

  /**
   * Starts it with a configuration file, on an empty directory, which goes when it is closed.
   *
   * @param extra settings that override the file's, as KEY=VALUE
   */
  public static ChanceryServer startWith(Path file, Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    return start(new TemporaryDirectory("chancery"), Optional.of(file), place, extra);
  }

  private static ChanceryServer start(
      TemporaryDirectory temporary, Optional<Path> file, Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    Path data = temporary.path().resolve("data");
    return start(place, Configuration.of(file, data, place, extra), data, Optional.of(temporary));
  }

  /**
   * Starts it on a directory that it may have run on before, and waits until it is ready.
   *
   * @param extra settings, as KEY=VALUE
   */
  public static ChanceryServer start(Path directory, Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    Path data = directory.resolve("data");
    return start(
        place, Configuration.of(Optional.empty(), data, place, extra), data, Optional.empty());
  }

  private static ChanceryServer start(
      Place place, Configuration configuration, Path data, Optional<TemporaryDirectory> temporary)
      throws IOException, InterruptedException, TimeoutException {
    Path directory = data.getParent();
    ForegroundProcess process =
        ForegroundProcess.start(
            "chancery",
            directory,
            Map.of(),
            directory.resolve("server.log"),
            command("run", configuration));
    try {
      process.awaitLine(line -> line.startsWith("ready"), "\"ready\"", BOUND);
    } catch (TimeoutException | InterruptedException e) {
      process.close();
      throw e;
    }
    return new ChanceryServer(data, place, configuration, process, temporary);
  }

  private static List<String> command(String name, Configuration configuration, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            Files.readString(Path.of("target", "server.classpath")).strip(),
            "org.chancery.server.admin.Main",
            name));
    command.addAll(configuration.options());
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Path certificate() {
    return data.resolve("tls").resolve("self-signed.crt");
  }

  @Override
  public Path log() {
    return data.resolveSibling("server.log");
  }

  @Override
  public void addAccount(String localpart, String password) {
    try (OpenDatabase database = OpenDatabase.join(StorageConfig.from(configuration.settings()))) {
      AccountStore accounts = new PostgresAccountStore(database.database());
      accounts.add(
          Jid.of(localpart + "@" + DOMAIN),
          ScramVerifiers.derive(password, ScramVerifiers.DEFAULT_ITERATIONS));
    }
  }

  @Override
  public boolean keepsRecord() {
    return true;
  }

  /**
   * Runs {@code sql -c}.
   *
   * @return what it prints
   */
  public String sql(String query) throws IOException, InterruptedException {
    return ForegroundProcess.run(
        data.getParent(), BOUND, "", command("sql", configuration, "-c", query));
  }

  /** Whose access has ended, and why, as it is on record. */
  public List<String> endsOfAccess() throws IOException, InterruptedException {
    return sql("select account || ' ' || reason from compliance.administrative_acts order by 1")
        .lines()
        .map(String::strip)
        .filter(line -> line.contains("@"))
        .toList();
  }

  @Override
  public List<String> recordedBetween(String one, String other)
      throws IOException, InterruptedException {
    String printed =
        sql(
            """
            select '>' || sender || ' ' || recipient || ' ' || body as line
            from compliance.messages
            where body is not null
              and sender in ('%1$s', '%2$s') and recipient in ('%1$s', '%2$s')
            order by message_id
            """
                .formatted(one, other));
    return printed
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(">"))
        .map(line -> line.substring(1))
        .toList();
  }

  /** The process of the server itself; its database is another. */
  public ForegroundProcess process() {
    return process;
  }

  @Override
  public void close() throws IOException {
    process.close();
    if (temporary.isPresent()) {
      temporary.get().close();
    }
  }
}
