package org.chancery.storage.embedded;

import java.nio.file.Path;
import java.util.List;

/** PostgreSQL's own start and stop program, which waits until the server is ready or gone. */
record PgCtl(Path programs, Path cluster, Path startLog, RunAs runAs) {
  private static final int START_SECONDS = 600;

  /** Starts it and waits until it accepts connections, recovery after a crash included. */
  RunAs.Result start() {
    return run("start", "-s", "-l", startLog.toString(), "-t", Integer.toString(START_SECONDS));
  }

  /** Stops it and waits for the end; whether that came in time. */
  boolean stop(String mode, int seconds) {
    return run("stop", "-m", mode, "-t", Integer.toString(seconds)).succeeded();
  }

  private RunAs.Result run(String action, String... options) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                programs.resolve("bin/pg_ctl").toString(), action, "-w", "-D", cluster.toString()));
    command.addAll(List.of(options));
    return runAs.run(command, START_SECONDS + 30);
  }
}
