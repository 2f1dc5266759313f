package org.chancery.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Finds which process listens on a TCP port, from {@code /proc}. */
public final class ListeningProcess {
  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningProcess() {}

  /** The lowest process id that holds a listening socket on {@code port}; empty when none does. */
  public static OptionalLong on(int port) throws IOException {
    Path proc = Path.of("/proc");
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      Path file = proc.resolve(table);
      if (Files.exists(file)) {
        sockets.addAll(sockets(Files.readString(file), port));
      }
    }
    List<Long> holders = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), sockets)) {
          holders.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    }
    return holders.stream().mapToLong(Long::longValue).min();
  }

  /** The links that a {@code /proc/net/tcp} table's listeners on a port have in {@code fd}. */
  static Set<String> sockets(String table, int port) {
    String suffix = String.format(":%04X", port);
    Set<String> found = new HashSet<>();
    table
        .lines()
        .skip(1)
        .map(line -> line.trim().split("\\s+"))
        .filter(fields -> fields.length > INODE)
        .filter(fields -> fields[STATE].equals(LISTENING))
        .filter(fields -> fields[LOCAL_ADDRESS].endsWith(suffix))
        .forEach(fields -> found.add("socket:[" + fields[INODE] + "]"));
    return found;
  }

  private static boolean holds(Path descriptors, Set<String> sockets) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (sockets.contains(Files.readSymbolicLink(link).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // Another's process, or one that has just ended.
      return false;
    }
  }
}
