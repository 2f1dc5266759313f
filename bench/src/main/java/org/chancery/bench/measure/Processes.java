package org.chancery.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The server under test and its PostgreSQL, measured from outside by {@code /proc} (Linux only).
 * PostgreSQL's processes count as PostgreSQL's also when the server started them.
 */
public final class Processes {
  private static final Path PROC = Path.of("/proc");

  /** Clock ticks a second as user space sees them: 100 on every Linux architecture in use. */
  private static final double TICKS_PER_SECOND = 100;

  private final OptionalLong server;
  private final OptionalLong postgres;
  private final long self = ProcessHandle.current().pid();

  /**
   * CPU seconds used since each process began.
   *
   * @param server the server, without PostgreSQL
   * @param postgres PostgreSQL, all its processes
   * @param generator this process
   */
  public record Cpu(double server, double postgres, double generator) {
    /** What was used since an earlier reading. */
    public Cpu since(Cpu earlier) {
      return new Cpu(
          server - earlier.server, postgres - earlier.postgres, generator - earlier.generator);
    }
  }

  /**
   * The processes to watch.
   *
   * @param server the server's process, if known
   * @param postgres the postmaster, if known; else the first one below the server
   */
  public Processes(OptionalLong server, OptionalLong postgres) throws IOException {
    this.server = server;
    this.postgres = postgres.isPresent() || server.isEmpty() ? postgres : below(server);
  }

  private static OptionalLong below(OptionalLong server) throws IOException {
    Optional<Long> found = ProcessTable.read(PROC).postgresBelow(server.getAsLong());
    return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
  }

  /** The server's process, if known. */
  public OptionalLong server() {
    return server;
  }

  /** The postmaster, if known. */
  public OptionalLong postgres() {
    return postgres;
  }

  /** Reads the CPU clocks, exact to some 10 ms. */
  public Cpu cpu() throws IOException {
    ProcessTable table = ProcessTable.read(PROC);
    Set<Long> database = tree(table, postgres);
    Set<Long> program = new HashSet<>(tree(table, server));
    program.removeAll(database);
    return new Cpu(seconds(table, program), seconds(table, database), seconds(table, Set.of(self)));
  }

  private static Set<Long> tree(ProcessTable table, OptionalLong root) {
    return root.isPresent() ? table.tree(root.getAsLong()) : Set.of();
  }

  private static double seconds(ProcessTable table, Set<Long> pids) {
    return table.ticks(pids) / TICKS_PER_SECOND;
  }

  /** The server's proportional share of memory without PostgreSQL's, in KiB; empty if unknown. */
  public OptionalLong serverMemory() throws IOException {
    if (server.isEmpty()) {
      return OptionalLong.empty();
    }
    ProcessTable table = ProcessTable.read(PROC);
    Set<Long> program = new HashSet<>(table.tree(server.getAsLong()));
    program.removeAll(tree(table, postgres));
    long sum = 0;
    for (long pid : program) {
      sum += proportionalShare(Files.readString(PROC.resolve(pid + "/smaps_rollup")));
    }
    return OptionalLong.of(sum);
  }

  /** The {@code Pss} of a {@code smaps_rollup}, in KiB. */
  static long proportionalShare(String rollup) {
    return rollup
        .lines()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
