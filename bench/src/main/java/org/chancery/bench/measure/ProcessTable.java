package org.chancery.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All processes at one moment, from {@code /proc} or a directory like it. */
final class ProcessTable {
  private final Map<Long, ProcessStat> processes = new HashMap<>();

  private ProcessTable() {}

  /** Reads the table. Processes that end meanwhile are left out. */
  static ProcessTable read(Path proc) throws IOException {
    ProcessTable table = new ProcessTable();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        line(entry.resolve("stat"))
            .flatMap(ProcessStat::parse)
            .ifPresent(stat -> table.processes.put(stat.pid(), stat));
      }
    }
    return table;
  }

  private static Optional<String> line(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Optional<ProcessStat> process(long pid) {
    return Optional.ofNullable(processes.get(pid));
  }

  /** The process and all that descend from it; empty when it is not there. */
  Set<Long> tree(long root) {
    Set<Long> tree = new HashSet<>();
    if (processes.containsKey(root)) {
      tree.add(root);
    }
    for (boolean grew = !tree.isEmpty(); grew; ) {
      grew = false;
      for (ProcessStat process : processes.values()) {
        grew |= tree.contains(process.parent()) && tree.add(process.pid());
      }
    }
    return tree;
  }

  /** The first PostgreSQL below a process: a {@code postgres} whose parent is not one. */
  Optional<Long> postgresBelow(long root) {
    return tree(root).stream()
        .map(processes::get)
        .filter(process -> isPostgres(process.pid()) && !isPostgres(process.parent()))
        .map(ProcessStat::pid)
        .sorted()
        .findFirst();
  }

  private boolean isPostgres(long pid) {
    return process(pid).filter(process -> process.name().equals("postgres")).isPresent();
  }

  /** The CPU time of these processes together, in clock ticks. */
  long ticks(Set<Long> pids) {
    return pids.stream().flatMap(pid -> process(pid).stream()).mapToLong(ProcessStat::ticks).sum();
  }
}
