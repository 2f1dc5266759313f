package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.io.IOException;
import org.chancery.bench.measure.Processes;
import picocli.CommandLine.Option;

/** How long a scenario with a steady load runs. */
final class Duration {
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

  Window measure(EventLoop loop, Window.Counter counter, Processes processes)
      throws InterruptedException, IOException {
    return Window.over(loop, counter, processes, warmUp, seconds);
  }
}
