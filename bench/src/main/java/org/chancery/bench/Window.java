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

  /** Something that counts only while a window is open; called on the loop. */
  interface Counter {
    void open();

    void close();
  }

  /** Warms up, measures, returns; the load itself runs on the loop all the while. */
  static Window over(
      EventLoop loop, Counter counter, Processes processes, int warmUpSeconds, int seconds)
      throws InterruptedException, IOException {
    loop.schedule(() -> {}, warmUpSeconds, TimeUnit.SECONDS).sync();
    Processes.Cpu before = processes.cpu();
    long opened = System.nanoTime();
    loop.submit(counter::open).sync();
    loop.schedule(() -> {}, seconds, TimeUnit.SECONDS).sync();
    loop.submit(counter::close).sync();
    long closed = System.nanoTime();
    return new Window((closed - opened) / 1e9, processes.cpu().since(before));
  }

  void reportPerMessage(Report report, Processes processes, long messages) {
    report.put(Figure.MESSAGES_PER_SECOND, messages / seconds);
    if (messages == 0) {
      return;
    }
    if (processes.server().isPresent()) {
      double each = MICROS / messages;
      report.put(Figure.CPU_PER_MESSAGE, (cpu.server() + cpu.postgres()) * each);
      report.put(Figure.SERVER_CPU_PER_MESSAGE, cpu.server() * each);
      report.put(Figure.POSTGRES_CPU_PER_MESSAGE, cpu.postgres() * each);
    }
    report.put(Figure.GENERATOR_CPU_PER_MESSAGE, cpu.generator() * MICROS / messages);
    reportCores(report, processes);
  }

  void reportPerLogIn(Report report, Processes processes, long logIns) {
    report.put(Figure.LOG_INS_PER_SECOND, logIns / seconds);
    if (logIns == 0) {
      return;
    }
    if (processes.server().isPresent()) {
      double each = MILLIS / logIns;
      report.put(Figure.CPU_PER_LOG_IN, (cpu.server() + cpu.postgres()) * each);
      report.put(Figure.SERVER_CPU_PER_LOG_IN, cpu.server() * each);
      report.put(Figure.POSTGRES_CPU_PER_LOG_IN, cpu.postgres() * each);
    }
    report.put(Figure.GENERATOR_CPU_PER_LOG_IN, cpu.generator() * MILLIS / logIns);
    reportCores(report, processes);
  }

  private void reportCores(Report report, Processes processes) {
    if (processes.server().isPresent()) {
      report.put(Figure.SERVER_CORES, (cpu.server() + cpu.postgres()) / seconds);
    }
    report.put(Figure.GENERATOR_CORES, cpu.generator() / seconds);
  }
}
