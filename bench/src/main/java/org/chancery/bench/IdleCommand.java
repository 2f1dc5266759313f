package org.chancery.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Account;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.JavaHeap;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench idle}: what a session costs in memory that only waits. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = "Memory of idle sessions: logs many in, lets them rest, reads the growth.")
final class IdleCommand implements Callable<Integer> {
  private static final double KIB_PER_MIB = 1_024;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Target target = new Target();

  @Option(names = "--sessions", defaultValue = "5000", description = "(${DEFAULT-VALUE})")
  private int sessions;

  @Option(
      names = "--before",
      defaultValue = "200",
      description = "Sessions opened and closed before the first reading (${DEFAULT-VALUE}).")
  private int before;

  @Option(
      names = "--people",
      defaultValue = "5000",
      description = "Accounts that take turns, each with several resources (${DEFAULT-VALUE}).")
  private int people;

  @Option(
      names = "--settle",
      defaultValue = "20",
      description = "Seconds of rest before each reading (${DEFAULT-VALUE}).")
  private int settle;

  @Option(
      names = "--collect",
      description = "Have a Java server collect its garbage before each reading.")
  private boolean collect;

  private record Memory(OptionalLong share, OptionalLong heap) {}

  @Override
  public Integer call() throws Exception {
    Processes processes = target.processes();
    if (processes.server().isEmpty()) {
      throw new IllegalArgumentException("--server-pid is needed: memory is read from outside");
    }
    try (Connector connector = target.connector()) {
      Crowd.logOut(connector, arrive(connector, before));
      Memory first = rest(connector, processes);
      List<Client> clients = arrive(connector, sessions);
      Memory last = rest(connector, processes);
      long broken = clients.stream().filter(client -> !client.isOpen()).count();
      Report report = target.report("idle, " + sessions + " sessions" + (collect ? ", GC" : ""));
      report.put(Figure.SESSIONS, sessions);
      report.put(Figure.BROKEN, broken);
      report.put(Figure.SERVER_MEMORY, last.share().orElse(0) / KIB_PER_MIB);
      growth(first.share(), last.share(), Figure.MEMORY_PER_SESSION, report);
      growth(first.heap(), last.heap(), Figure.HEAP_PER_SESSION, report);
      target.publish(report, spec.commandLine().getOut());
      Crowd.logOut(connector, clients);
      return broken == 0 ? 0 : 1;
    }
  }

  private List<Client> arrive(Connector connector, int count) throws InterruptedException {
    List<Client> all = new ArrayList<>();
    for (int device = 1; all.size() < count; device++) {
      List<Account> turn = target.people().first(Math.min(people, count - all.size()));
      all.addAll(Crowd.logIn(connector, turn, new Arrival("device" + device, true)));
    }
    return all;
  }

  private Memory rest(Connector connector, Processes processes)
      throws InterruptedException, IOException {
    connector.loop().schedule(() -> {}, settle, TimeUnit.SECONDS).sync();
    long pid = processes.server().getAsLong();
    OptionalLong heap = OptionalLong.empty();
    if (collect && JavaHeap.isJava(pid)) {
      JavaHeap java = JavaHeap.of(pid);
      java.collect();
      // Twice: what the first makes reachable only by reference queues, the second frees.
      java.collect();
      heap = java.used();
    }
    return new Memory(processes.serverMemory(), heap);
  }

  private void growth(OptionalLong from, OptionalLong to, Figure figure, Report report) {
    if (from.isPresent() && to.isPresent()) {
      report.put(figure, (double) (to.getAsLong() - from.getAsLong()) / sessions);
    }
  }
}
