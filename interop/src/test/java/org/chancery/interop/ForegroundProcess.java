package org.chancery.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A child process whose output is kept, line by line, and can be waited for. Safe for use by
 * several threads.
 */
public final class ForegroundProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private ForegroundProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.reader = Thread.ofVirtual().name("output of " + name).start(() -> read(log));
  }

  /**
   * Starts a command with standard error joined to standard output.
   *
   * @param log the file that all output is copied to
   * @throws IOException when the command can't be started
   */
  public static ForegroundProcess start(
      String name, Path directory, Map<String, String> environment, Path log, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    return new ForegroundProcess(name, builder.start(), log);
  }

  /**
   * Runs a command to its end and returns its output.
   *
   * @param input what the command reads from its standard input
   * @throws IOException when the command can't be started or ends with another code than 0
   */
  public static String run(Path directory, Duration bound, String input, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("chancery-run", ".log");
    try (ForegroundProcess process = start(command.getFirst(), directory, Map.of(), log, command)) {
      process.type(input);
      process.process.getOutputStream().close();
      int code = process.exitCode(bound);
      String output = String.join("\n", process.output());
      if (code != 0) {
        throw new IOException(
            "%s ended with %d:%n%s".formatted(String.join(" ", command), code, output));
      }
      return output;
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private void read(Path log) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Writer copy = Files.newBufferedWriter(log)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.write(line);
        copy.write('\n');
        copy.flush();
        add(line);
      }
    } catch (IOException e) {
      add("(output lost: " + e.getMessage() + ")");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Writes text to the standard input of the process. */
  public void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** All lines printed so far. */
  public synchronized List<String> output() {
    return List.copyOf(lines);
  }

  /** Waits for a line that contains the text, printed at any time since the start. */
  public String awaitLine(String text, Duration bound)
      throws TimeoutException, InterruptedException {
    return awaitLine(line -> line.contains(text), "a line with \"" + text + "\"", bound);
  }

  /**
   * Waits for a line, printed at any time since the start.
   *
   * @throws TimeoutException when no such line came within the bound, or the process ended without
   */
  public synchronized String awaitLine(Predicate<String> wanted, String what, Duration bound)
      throws TimeoutException, InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return lines.get(seen);
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (ended || left <= 0) {
        throw new TimeoutException(
            "%s printed no %s%s:%n%s"
                .formatted(
                    name, what, ended ? " before it ended" : " in time", String.join("\n", lines)));
      }
      wait(left);
    }
  }

  /**
   * Waits until more than so many lines have been printed.
   *
   * @return whether that happened, before the bound and before the end of the process
   */
  public synchronized boolean awaitMoreThan(int count, Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (lines.size() <= count) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (ended || left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * Waits for the end of the process.
   *
   * @throws UncheckedIOException when it still runs after the bound
   */
  public int exitCode(Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new UncheckedIOException(
          new IOException(
              name + " still runs after " + bound + ":\n" + String.join("\n", output())));
    }
    reader.join(GRACE);
    return process.exitValue();
  }

  /** The operating system's number of the process. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process at once, as {@code kill -9} does. Its children are left as they are. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode(GRACE);
  }

  /** Asks the process to end (SIGTERM), and kills it when it doesn't within half a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      reader.join(GRACE);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
