package org.chancery.bench;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Connector;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the scenarios with a steady load have in common: warm up, measure, drain, report. */
final class Scenario {
  @Mixin private Target target = new Target();

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds of load before measuring (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds to measure (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--drain",
      defaultValue = "20",
      description = "Seconds to wait at the end for what is under way (${DEFAULT-VALUE}).")
  private int drain;

  Target target() {
    return target;
  }

  /**
   * Measures a load that is ready to start, and publishes the report.
   *
   * @param connector on whose loop the load runs
   * @param name what is run, with its sizes
   * @return the exit code: 1 when something was lost, doubled, refused or broken
   */
  int run(Connector connector, Load load, String name, PrintWriter out) throws Exception {
    Processes processes = target.processes();
    connector.loop().execute(load::start);
    Window window = Window.over(connector.loop(), load, processes, warmUp, seconds);
    connector.loop().submit(load::stop).get().await(drain, TimeUnit.SECONDS);
    Report report = target.report(name);
    boolean flawless =
        connector
            .loop()
            .submit(
                () -> {
                  window.report(report, processes, load.unit(), load.count());
                  load.report(report);
                  return load.flawless();
                })
            .get();
    target.publish(report, out);
    return flawless ? 0 : 1;
  }
}
