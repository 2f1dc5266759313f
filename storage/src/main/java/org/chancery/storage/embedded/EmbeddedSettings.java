package org.chancery.storage.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the embedded PostgreSQL is run.
 *
 * @param dataDir the server's data directory; the cluster lies in its {@code postgres/cluster}, the
 *     superuser's password in {@code secrets}
 * @param port on 127.0.0.1; 0 to choose a free one at each start
 * @param binaries where the programs are unpacked, once
 * @param sharedBuffers PostgreSQL's own cache, such as {@code 128MB}
 * @param maxConnections how many clients it serves at a time
 * @param further lines for postgresql.conf that go before everything else
 */
public record EmbeddedSettings(
    Path dataDir,
    int port,
    Path binaries,
    String sharedBuffers,
    int maxConnections,
    Map<String, String> further) {

  /** The defaults for that directory and port. */
  public static EmbeddedSettings of(Path dataDir, int port) {
    Path absolute = dataDir.toAbsolutePath().normalize();
    return new EmbeddedSettings(
        absolute, port, absolute.resolve("postgres/binaries"), "128MB", 64, Map.of());
  }

  /** With another size of PostgreSQL's cache. */
  public EmbeddedSettings sharedBuffers(String size) {
    return new EmbeddedSettings(dataDir, port, binaries, size, maxConnections, further);
  }

  /** With the programs unpacked somewhere else. */
  public EmbeddedSettings binaries(Path directory) {
    return new EmbeddedSettings(
        dataDir,
        port,
        directory.toAbsolutePath().normalize(),
        sharedBuffers,
        maxConnections,
        further);
  }

  /** With one more setting of PostgreSQL's own. */
  public EmbeddedSettings with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(further);
    more.put(name, value);
    return new EmbeddedSettings(
        dataDir, port, binaries, sharedBuffers, maxConnections, Map.copyOf(more));
  }

  Path home() {
    return dataDir.resolve("postgres");
  }

  Path cluster() {
    return home().resolve("cluster");
  }
}
