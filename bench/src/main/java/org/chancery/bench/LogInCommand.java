package org.chancery.bench;

import java.util.concurrent.Callable;
import org.chancery.bench.client.Connector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench login}: log-ins with a full TLS handshake each. */
@Command(
    name = "login",
    mixinStandardHelpOptions = true,
    description = "Log-ins up to the bound resource, each with a new TLS session.")
final class LogInCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Scenario scenario = new Scenario();

  @Option(
      names = "--people",
      defaultValue = "100",
      description =
          "How many accounts take turns (${DEFAULT-VALUE}); each one's salted password is worked"
              + " out once, in the warm-up.")
  private int people;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      description = "How many log in at the same time (${DEFAULT-VALUE}).")
  private int concurrency;

  @Override
  public Integer call() throws Exception {
    Target target = scenario.target();
    try (Connector connector = target.connector()) {
      LogIns logIns = new LogIns(connector, target.people().first(people), concurrency);
      String name = "login, " + target.mechanism() + ", " + concurrency + " at once";
      return scenario.run(connector, logIns, name, spec.commandLine().getOut());
    }
  }
}
