package org.chancery.server.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import org.chancery.server.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until a signal ends it. */
@Command(
    name = "run",
    description = "Runs the server in the foreground until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  /** To try the server out nobody has to open it to the network. */
  private static final Map<String, String> DEMO = Map.of("bind", "127.0.0.1");

  @Mixin private ConfigOptions options;

  @Option(
      names = "--demo",
      description =
          "Listens on this machine only, unless chancery.bind says otherwise, and makes the people"
              + " alice, bob and carol.")
  private boolean demo;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = demo ? options.loadWithDefaults(DEMO) : options.load();
    Components.check(settings);
    settings.requireValid();
    Logging.apply(LogConfig.from(settings));
    log.info("configuration {}", settings.hash());
    log.debug("settings in force:\n{}", settings.effective());

    new ServerProcess(spec.commandLine().getOut()).run(() -> start(settings));
    return 0;
  }

  private RunningServer start(Settings settings) {
    throw new CommandFailure("not yet");
  }
}
