package org.chancery.server.database;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * A small file below the data directory that tells other processes where the embedded PostgreSQL of
 * the running server is. It names the server's process with its time of start, so that a file left
 * behind by a crash misleads nobody.
 */
final class RunningPostgres {

  private final Path file;

  RunningPostgres(Path dataDir) {
    this.file = dataDir.resolve("run/postgres.properties");
  }

  /** The JDBC URL, when the server that wrote it still runs. */
  Optional<String> url() {
    Properties written = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      written.load(reader);
    } catch (IOException e) {
      // Not there, or not readable: then no server of this user runs here.
      return Optional.empty();
    }
    return Optional.of(written)
        .filter(it -> isAlive(it.getProperty("pid", ""), it.getProperty("started", "")))
        .map(it -> it.getProperty("url"));
  }

  private static boolean isAlive(String pid, String started) {
    return pid.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(pid))
            .filter(it -> started(it).equals(started))
            .isPresent();
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("");
  }

  void write(String url) {
    ProcessHandle self = ProcessHandle.current();
    Properties content = new Properties();
    content.setProperty("url", url);
    content.setProperty("pid", Long.toString(self.pid()));
    content.setProperty("started", started(self));
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "postgres", ".new");
      try (Writer writer = Files.newBufferedWriter(fresh)) {
        content.store(writer, "the embedded PostgreSQL of the running server");
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove " + file, e);
    }
  }
}
