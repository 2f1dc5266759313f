package org.chancery.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.chancery.server.config.Secret;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.storage.Credentials;
import org.chancery.storage.files.FileDirectory;
import org.chancery.storage.files.FileStore;

/**
 * Which database the server works on.
 *
 * @param external a PostgreSQL that somebody else runs; empty for the embedded one
 * @param port of the embedded one on 127.0.0.1; 0 for any free one
 * @param dataDir where the embedded one lies, and the passwords that the server made up
 * @param patience how long a database that does not answer is waited for
 */
public record StorageConfig(
    Optional<External> external, int port, Path dataDir, Duration patience) {

  /**
   * A PostgreSQL that somebody else runs.
   *
   * @param url its JDBC URL, without user and password
   * @param administrator who makes roles and tables there
   */
  public record External(String url, Credentials administrator) {}

  private static final String EMBEDDED = "embedded";

  /** With the embedded one on any free port, for a command that nobody else needs to find. */
  StorageConfig onAnyPort() {
    return new StorageConfig(external, 0, dataDir, patience);
  }

  /**
   * The bytes of shared files.
   *
   * @throws UncheckedIOException when their directory can't be made
   */
  public FileStore files() {
    try {
      return new FileDirectory(dataDir.resolve("files"));
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep files: " + e.getMessage(), e);
    }
  }

  /** Reads {@code chancery.storage}. */
  public static StorageConfig from(Settings settings) {
    Section storage = settings.section("storage");
    String url = storage.string("url");
    return new StorageConfig(
        url.equals(EMBEDDED) ? Optional.empty() : external(storage, url),
        storage.integer("port", 0, 65_535),
        settings.root().path("data-dir").orElse(Path.of("data")),
        storage.duration("start-timeout"));
  }

  private static Optional<External> external(Section storage, String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      storage.problem("url", "must be embedded, or begin with jdbc:postgresql:");
      return Optional.empty();
    }
    if (url.matches(".*[?&](user|password)=.*")) {
      storage.problem(
          "url", "must not hold a user or password: chancery.storage.user and password-file do");
      return Optional.empty();
    }
    Optional<Secret> password = storage.secret("password");
    if (password.isEmpty()) {
      storage.problem(
          "password-file", "is needed for a database of your own, or CHANCERY_STORAGE_PASSWORD");
    }
    String user = storage.string("user");
    return password.map(it -> new External(url, new Credentials(user, it.reveal())));
  }
}
