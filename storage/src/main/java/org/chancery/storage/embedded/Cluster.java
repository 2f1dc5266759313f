package org.chancery.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chancery.storage.Credentials;
import org.chancery.storage.StorageException;

/** The files of one PostgreSQL cluster: making them, and writing its configuration. */
final class Cluster {
  private static final int INITDB_SECONDS = 300;
  private static final String INCLUDED = "chancery.conf";

  private final EmbeddedSettings settings;
  private final Path programs;
  private final RunAs runAs;

  Cluster(EmbeddedSettings settings, Path programs, RunAs runAs) {
    this.settings = settings;
    this.programs = programs;
    this.runAs = runAs;
  }

  /**
   * Makes the cluster unless it is there. An unfinished one, left by a crash, is thrown away and
   * made anew.
   */
  void createIfMissing(Credentials superuser) throws IOException {
    Path cluster = settings.cluster();
    if (Files.exists(cluster.resolve("PG_VERSION"))) {
      return;
    }
    Path unfinished = settings.home().resolve("cluster.new");
    Binaries.deleteTree(unfinished);
    Path password = Files.createTempFile(settings.home(), "initdb", ".password");
    try {
      Files.writeString(password, superuser.password());
      runAs.own(password);
      initdb(unfinished, superuser.user(), password);
    } finally {
      Files.delete(password);
    }
    Files.writeString(
        unfinished.resolve("postgresql.conf"),
        "# What the server needs; it rewrites that file at each start.\ninclude '"
            + INCLUDED
            + "'\n");
    Files.writeString(
        unfinished.resolve("pg_hba.conf"),
        "# Only from this machine, and only with a password.\n"
            + "host all all 127.0.0.1/32 scram-sha-256\n");
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private void initdb(Path directory, String user, Path password) {
    RunAs.Result result =
        runAs.run(
            List.of(
                programs.resolve("bin/initdb").toString(),
                "-D",
                directory.toString(),
                "-U",
                user,
                "-E",
                "UTF8",
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--data-checksums",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C"),
            INITDB_SECONDS);
    if (!result.succeeded()) {
      throw new StorageException("initdb failed: " + result.output().strip());
    }
  }

  /** Writes the configuration for the next start. */
  void configure(int port) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>(settings.further());
    lines.put("listen_addresses", "127.0.0.1");
    lines.put("port", Integer.toString(port));
    lines.put("unix_socket_directories", "");
    lines.put("max_connections", Integer.toString(settings.maxConnections()));
    lines.put("shared_buffers", settings.sharedBuffers());
    lines.putIfAbsent("fsync", "on");
    lines.putIfAbsent("synchronous_commit", "on");
    lines.putIfAbsent("full_page_writes", "on");
    lines.putIfAbsent("max_wal_size", "2GB");
    lines.putIfAbsent("checkpoint_timeout", "10min");
    lines.putIfAbsent("jit", "off");
    lines.put("timezone", "UTC");
    lines.put("log_timezone", "UTC");
    // An error's detail may quote a row, and a row holds what people wrote.
    lines.put("log_error_verbosity", "terse");
    lines.put("log_min_error_statement", "panic");
    lines.put("logging_collector", "on");
    lines.put("log_directory", "log");
    lines.put("log_filename", "postgresql-%a.log");
    lines.put("log_rotation_age", "1d");
    lines.put("log_truncate_on_rotation", "on");
    StringBuilder text =
        new StringBuilder("# Written by the server at each start: changes here are lost.\n");
    lines.forEach(
        (name, value) ->
            text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    Path file = settings.cluster().resolve(INCLUDED);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    runAs.own(file);
  }
}
