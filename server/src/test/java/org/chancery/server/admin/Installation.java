package org.chancery.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Chancery as it is installed: the launcher, and beside it the libraries that the build has
 * packaged. The paths have blanks, the launcher is reached through a symbolic link, and commands
 * run in a directory of their own.
 */
final class Installation {

  private static final int PATIENCE_SECONDS = 300;
  private static final List<String> PORTS =
      List.of(
          "--set",
          "client.port=0",
          "--set",
          "client.tls-port=0",
          "--set",
          "https.port=0",
          "--set",
          "storage.port=0");

  /** What a command did. */
  record Result(int code, String out, String err) {}

  private final Path launcher;
  private Path workingDirectory;

  Installation(Path directory) throws IOException {
    Path home = Files.createDirectories(directory.resolve("an installation"));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String script : List.of("chancery", "find-jdk")) {
      Files.copy(Path.of("../bin", script), bin.resolve(script));
      bin.resolve(script).toFile().setExecutable(true);
    }
    try (Stream<Path> libraries = Files.list(Path.of("target/lib"));
        Stream<Path> packaged = Files.list(Path.of("target"))) {
      for (Path jar : Stream.concat(libraries, packaged.filter(Installation::isServer)).toList()) {
        linkOrCopy(jar, lib.resolve(jar.getFileName()));
      }
    }
    launcher = Files.createSymbolicLink(directory.resolve("the command"), bin.resolve("chancery"));
    workingDirectory = directory;
  }

  /** A hard link is quicker, but the two may lie on different file systems. */
  private static void linkOrCopy(Path file, Path to) throws IOException {
    try {
      Files.createLink(to, file);
    } catch (FileSystemException e) {
      Files.copy(file, to);
    }
  }

  private static boolean isServer(Path file) {
    return file.getFileName().toString().matches("chancery-server-[0-9.]+\\.jar");
  }

  /** Where the commands that follow run, and so keep their data. */
  void workIn(Path directory) throws IOException {
    workingDirectory = Files.createDirectories(directory);
  }

  Path workingDirectory() {
    return workingDirectory;
  }

  /** Runs a command to its end, with that standard input. */
  Result run(String input, String... arguments) throws IOException, InterruptedException {
    Process process = start(false, arguments);
    CompletableFuture<String> out = text(process.getInputStream());
    CompletableFuture<String> err = text(process.getErrorStream());
    process.outputWriter(StandardCharsets.UTF_8).append(input).close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + String.join(" ", arguments));
    }
    return new Result(process.exitValue(), out.join(), err.join());
  }

  /** Starts the server on free ports; its log goes to the test's. */
  Process server(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(PORTS);
    all.addAll(List.of(arguments));
    return start(true, all.toArray(String[]::new));
  }

  private Process start(boolean logging, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectError(
                logging ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE);
    return builder.start();
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  /** Everything that a server prints up to its ready line, which is the last. */
  static List<String> untilReady(Process server)
      throws InterruptedException, ExecutionException, TimeoutException {
    return CompletableFuture.supplyAsync(() -> readUntilReady(server), Thread::startVirtualThread)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static List<String> readUntilReady(Process server) {
    List<String> lines = new ArrayList<>();
    try {
      String line;
      do {
        line = server.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
          throw new AssertionError("the server ended before it was ready: " + lines);
        }
        lines.add(line);
      } while (!line.startsWith("ready"));
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
