package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;

/**
 * The span of time that is measured, after a warm-up: how long it was in truth and what CPU time
 * was used in it.
 *
 * @param seconds its length
 * @param cpu the CPU time used in it
 */
record Window(double seconds, Processes.Cpu cpu) {
  private static final double MICROS = 1e6;
  private static final double MILLIS = 1e3;

  /** Warms up, measures, returns; the load itself runs on the loop all the while. */
  static Window over(EventLoop loop, Load load, Processes processes, int warmUpSeconds, int seconds)
      throws InterruptedException, IOException {
    loop.schedule(() -> {}, warmUpSeconds, TimeUnit.SECONDS).sync();
    Processes.Cpu before = processes.cpu();
    long opened = System.nanoTime();
    loop.submit(load::open).sync();
    loop.schedule(() -> {}, seconds, TimeUnit.SECONDS).sync();
    loop.submit(load::close).sync();
    long closed = System.nanoTime();
    return new Window((closed - opened) / 1e9, processes.cpu().since(before));
  }

  /** What costs are shared out over, and the figures that tell them. */
  enum Unit {
    MESSAGE(
        MICROS,
        Figure.MESSAGES_PER_SECOND,
        Figure.CPU_PER_MESSAGE,
        Figure.SERVER_CPU_PER_MESSAGE,
        Figure.POSTGRES_CPU_PER_MESSAGE,
        Figure.GENERATOR_CPU_PER_MESSAGE),
    DELIVERY(
        MICROS,
        Figure.DELIVERIES_PER_SECOND,
        Figure.CPU_PER_DELIVERY,
        Figure.SERVER_CPU_PER_DELIVERY,
        Figure.POSTGRES_CPU_PER_DELIVERY,
        Figure.GENERATOR_CPU_PER_DELIVERY),
    LOG_IN(
        MILLIS,
        Figure.LOG_INS_PER_SECOND,
        Figure.CPU_PER_LOG_IN,
        Figure.SERVER_CPU_PER_LOG_IN,
        Figure.POSTGRES_CPU_PER_LOG_IN,
        Figure.GENERATOR_CPU_PER_LOG_IN);

    private final double parts;
    private final Figure rate;
    private final Figure both;
    private final Figure server;
    private final Figure postgres;
    private final Figure generator;

    Unit(double parts, Figure rate, Figure both, Figure server, Figure postgres, Figure generator) {
      this.parts = parts;
      this.rate = rate;
      this.both = both;
      this.server = server;
      this.postgres = postgres;
      this.generator = generator;
    }
  }

  /** Adds the rate and what each one cost; what is not known of the processes is left out. */
  void report(Report report, Processes processes, Unit unit, long count) {
    report.put(unit.rate, count / seconds);
    double each = unit.parts / Math.max(1, count);
    if (processes.server().isPresent()) {
      report.put(unit.both, (cpu.server() + cpu.postgres()) * each);
      report.put(unit.server, cpu.server() * each);
      report.put(Figure.SERVER_CORES, (cpu.server() + cpu.postgres()) / seconds);
    }
    if (processes.postgres().isPresent()) {
      report.put(unit.postgres, cpu.postgres() * each);
    }
    report.put(unit.generator, cpu.generator() * each);
    report.put(Figure.GENERATOR_CORES, cpu.generator() / seconds);
  }
}
