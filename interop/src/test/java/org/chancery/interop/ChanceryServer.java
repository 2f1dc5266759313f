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
  private static final Duration BOUND = Duration.ofSeconds(120);

  private final Path data;
  private final Place place;
  private final List<String> settings;
  private final ForegroundProcess process;
  private final Optional<TemporaryDirectory> temporary;

  private ChanceryServer(
      Path data,
      Place place,
      List<String> settings,
      ForegroundProcess process,
      Optional<TemporaryDirectory> temporary) {
    this.data = data;
    this.place = place;
    this.settings = settings;
    this.process = process;
    this.temporary = temporary;
  }

  /** Starts it on an empty directory, which goes when it is closed. */
  static ChanceryServer start(Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    TemporaryDirectory temporary = new TemporaryDirectory("chancery");
    return start(temporary.path(), place, Optional.of(temporary), extra);
  }

  /**
   * Starts it on a directory that it may have run on before, and waits until it is ready.
   *
   * @param extra settings, as KEY=VALUE
   */
  public static ChanceryServer start(Path directory, Place place, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    return start(directory, place, Optional.empty(), extra);
  }

  private static ChanceryServer start(
      Path directory, Place place, Optional<TemporaryDirectory> temporary, String... extra)
      throws IOException, InterruptedException, TimeoutException {
    List<String> settings = new ArrayList<>();
    settings.add("chancery.domain=" + DOMAIN);
    settings.add("chancery.data-dir=" + directory.resolve("data"));
    settings.add("chancery.bind=" + place.host());
    settings.add("chancery.client.port=" + place.port());
    settings.add("chancery.client.tls-port=" + place.tlsPort());
    settings.add("chancery.https.port=0");
    settings.add("chancery.storage.port=0");
    settings.addAll(List.of(extra));
    ForegroundProcess process =
        ForegroundProcess.start(
            "chancery",
            directory,
            Map.of(),
            directory.resolve("server.log"),
            command("run", settings));
    try {
      process.awaitLine(line -> line.startsWith("ready"), "\"ready\"", BOUND);
    } catch (TimeoutException | InterruptedException e) {
      process.close();
      throw e;
    }
    return new ChanceryServer(
        directory.resolve("data"), place, List.copyOf(settings), process, temporary);
  }

  private static List<String> command(String name, List<String> settings, String... arguments)
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
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
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
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      overrides.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Settings read = Settings.load(Optional.empty(), overrides);
    try (OpenDatabase database = OpenDatabase.join(StorageConfig.from(read))) {
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
        data.getParent(), BOUND, "", command("sql", settings, "-c", query));
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
