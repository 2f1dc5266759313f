package org.chancery.bench.measure;

import java.util.Optional;

/**
 * One line of {@code /proc/PID/stat}, see proc_pid_stat(5).
 *
 * @param pid the process
 * @param name its command's name, at most 15 bytes
 * @param parent its parent's pid
 * @param ticks CPU time in clock ticks: user and system, its own and its reaped children's
 */
record ProcessStat(long pid, String name, long parent, long ticks) {
  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int REAPED_SYSTEM_TIME = 14;

  /** Reads a line; empty when it is not one. */
  static Optional<ProcessStat> parse(String line) {
    // The name stands in parentheses and may itself hold spaces and parentheses.
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 2 || close < open || line.length() < close + 2) {
      return Optional.empty();
    }
    String[] rest = line.substring(close + 2).trim().split(" ");
    if (rest.length <= REAPED_SYSTEM_TIME) {
      return Optional.empty();
    }
    long ticks = 0;
    for (int field = USER_TIME; field <= REAPED_SYSTEM_TIME; field++) {
      ticks += Long.parseLong(rest[field]);
    }
    return Optional.of(
        new ProcessStat(
            Long.parseLong(line.substring(0, open).trim()),
            line.substring(open + 1, close),
            Long.parseLong(rest[PARENT]),
            ticks));
  }
}
