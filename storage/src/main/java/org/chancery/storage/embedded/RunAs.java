package org.chancery.storage.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As whom PostgreSQL runs: it refuses to be root, so a server that is root starts it as a user that
 * may do nothing else. Any other server starts it as itself. Immutable.
 */
final class RunAs {
  private static final Logger LOG = LoggerFactory.getLogger(RunAs.class);
  private static final List<String> PREFERRED = List.of("chancery", "postgres", "nobody");
  private static final String NO_CAPABILITY = "";

  /** The end of a program. */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private final List<String> prefix;
  private final int uid;
  private final int gid;
  private final boolean root;

  private RunAs(List<String> prefix, int uid, int gid, boolean root) {
    this.prefix = prefix;
    this.uid = uid;
    this.gid = gid;
    this.root = root;
  }

  /**
   * Finds a way to run {@code bin/postgres} that can also reach the directory {@code home}, which
   * must exist.
   */
  static RunAs choose(Path programs, Path home) throws IOException {
    if (number(Path.of("/proc/self"), "unix:uid") != 0) {
      return new RunAs(List.of(), 0, 0, false);
    }
    int[] user = userFor(home);
    StringBuilder tried = new StringBuilder();
    // A directory such as /root lets nobody else through. Then PostgreSQL keeps the one right to
    // pass through and read
    // directories (or, where a container withholds that, the wider one), and its superuser's
    // password stays with root.
    for (String capability : List.of(NO_CAPABILITY, "dac_read_search", "dac_override")) {
      RunAs candidate = new RunAs(setpriv(user[0], user[1], capability), user[0], user[1], true);
      candidate.own(home);
      Result result =
          candidate.run(
              List.of(
                  "/bin/sh",
                  "-c",
                  "cd \"$1\" && exec \"$2\" --version",
                  "sh",
                  home.toString(),
                  programs.resolve("bin/postgres").toString()),
              30);
      if (result.succeeded()) {
        if (!capability.equals(NO_CAPABILITY)) {
          LOG.warn(
              "{} can't be reached by uid {}: PostgreSQL keeps the capability {}; a data directory"
                  + " below /var/lib needs none",
              home,
              user[0],
              capability);
        }
        return candidate;
      }
      tried.append(System.lineSeparator()).append(result.output().strip());
    }
    throw new StorageException(
        "PostgreSQL can't be run as uid "
            + user[0]
            + " (it refuses to run as root): put chancery.data-dir where that"
            + " user can reach it, or run the server as another user than root."
            + tried);
  }

  /**
   * The owner of a cluster that is there already, or else the most fitting user that the machine
   * has.
   */
  private static int[] userFor(Path home) throws IOException {
    int owner = number(home, "unix:uid");
    if (owner != 0) {
      return new int[] {owner, number(home, "unix:gid")};
    }
    List<String[]> users =
        Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1).stream()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields.length > 3)
            .toList();
    for (String name : PREFERRED) {
      for (String[] fields : users) {
        if (fields[0].equals(name)) {
          return new int[] {Integer.parseInt(fields[2]), Integer.parseInt(fields[3])};
        }
      }
    }
    throw new StorageException(
        "run as root, the embedded PostgreSQL needs a user 'chancery', 'postgres' or 'nobody'");
  }

  private static List<String> setpriv(int uid, int gid, String capability) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs"));
    String kept = capability.equals(NO_CAPABILITY) ? "-all" : "-all,+" + capability;
    command.add("--inh-caps=" + kept);
    command.add("--ambient-caps=" + kept);
    command.add("--bounding-set=" + kept);
    if (!capability.equals(NO_CAPABILITY)) {
      // Otherwise access(2), which PostgreSQL's programs ask, leaves the capability out.
      command.add("--securebits=+no_setuid_fixup");
    }
    return command;
  }

  private static int number(Path path, String attribute) throws IOException {
    return (Integer) Files.getAttribute(path, attribute);
  }

  /** Gives a file or directory to the user that PostgreSQL runs as. */
  void own(Path path) throws IOException {
    if (root) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  /** Runs a program to its end; its output is bounded by what PostgreSQL's own tools print. */
  Result run(List<String> command, int seconds) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole).directory(Path.of("/").toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LD_"));
    environment.put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      // A watchdog, as reading the output below ends only with the program.
      process
          .onExit()
          .orTimeout(seconds, TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly());
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("can't run " + whole.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while " + command.getFirst() + " ran", e);
    }
  }
}
