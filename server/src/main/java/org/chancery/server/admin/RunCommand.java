package org.chancery.server.admin;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.protocol.Jid;
import org.chancery.server.Server;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.storage.AccountStore;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.PostgresAccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server until a signal ends it. */
@Command(
    name = "run",
    description = "Runs the server in the foreground until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true)
final class RunCommand extends ConfiguredCommand {

  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  /** To try the server out nobody has to open it to the network. */
  private static final Map<String, String> DEMO = Map.of("bind", "127.0.0.1");

  @Option(
      names = "--demo",
      description =
          "Listens on this machine only, unless chancery.bind says otherwise, and makes the people"
              + " alice, bob and carol.")
  private boolean demo;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = demo ? options.loadWithDefaults(DEMO) : options.load();
    Components.check(settings);
    settings.requireValid();
    Logging.apply(LogConfig.from(settings));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> log.error("thread {} ended by a failure", thread.getName(), failure));
    log.info("configuration {}", settings.hash());
    log.debug("settings in force:\n{}", settings.effective());

    new ServerProcess(out()).run(() -> start(settings));
    return 0;
  }

  private RunningServer start(Settings settings) {
    Server server = Server.start(settings);
    boolean complete = false;
    StorageConfig storage = StorageConfig.from(settings);
    try (OpenDatabase database = OpenDatabase.join(storage)) {
      List<String> people = demo ? demoPeople(settings, database) : List.of();
      SequencedMap<String, String> addresses = ReadyLine.of(server.addresses());
      if (storage.external().isEmpty()) {
        addresses.put("postgres", database.address());
      }
      complete = true;
      return new RunningServer(people, addresses, server::close);
    } finally {
      if (!complete) {
        server.close();
      }
    }
  }

  private static List<String> demoPeople(Settings settings, OpenDatabase database) {
    AccountStore accounts = new PostgresAccountStore(database.database());
    int iterations = SaslSettings.defaults().iterations();
    People people = new People(accounts, settings.root().string("domain"), iterations);
    DatabaseConfig config = database.config();
    Acts acts = new Acts(config);
    Consumer<Jid> record = it -> acts.onAccounts("demo account", List.of(it));
    return new DemoPeople(accounts, people, config.secrets(), record).lines();
  }
}
