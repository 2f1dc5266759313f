package org.chancery.server.admin;

import java.io.PrintWriter;

/** Shows how far a long command has come: as a bar in a terminal, else in lines. */
final class ProgressLine {
  private static final int WIDTH = 30;
  private static final int PERCENT = 100;

  private final PrintWriter out;
  private final boolean terminal;
  private final long start = System.nanoTime();

  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether somebody watches. */
  static boolean inTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** So much of all is done. */
  void show(long done, long all) {
    long of = Math.max(done, all);
    long percent = of == 0 ? PERCENT : done * PERCENT / of;
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    String text = "%d of %d messages (%d %%), %d s".formatted(done, of, percent, seconds);
    if (terminal) {
      int filled = (int) (percent * WIDTH / PERCENT);
      out.print("\r[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + text);
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** Nothing more follows. */
  void end() {
    if (terminal) {
      out.println();
      out.flush();
    }
  }
}
