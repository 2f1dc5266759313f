package org.chancery.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Connector;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;
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
  private static final int DRAIN_SECONDS = 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Target target = new Target();
  @Mixin private Duration duration = new Duration();

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
    Processes processes = target.processes();
    try (Connector connector = target.connector()) {
      LogIns logIns = new LogIns(connector, target.people().first(people));
      connector.loop().execute(() -> logIns.start(concurrency));
      Window window = duration.measure(connector.loop(), logIns, processes);
      connector.loop().submit(logIns::stop).get().await(DRAIN_SECONDS, TimeUnit.SECONDS);
      Report report =
          target.report("login, " + target.mechanism() + ", " + concurrency + " at once");
      connector
          .loop()
          .submit(
              () -> {
                window.reportPerLogIn(report, processes, logIns.done());
                logIns.report(report);
              })
          .sync();
      target.publish(report, spec.commandLine().getOut());
      return logIns.flawless() ? 0 : 1;
    }
  }
}
