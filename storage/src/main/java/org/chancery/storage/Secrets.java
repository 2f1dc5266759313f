package org.chancery.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Passwords that the server makes up for itself, one file each ({@code NAME.password}), readable by
 * nobody but the user the server runs as. Thread-safe.
 */
public final class Secrets {
  private static final int BYTES = 24;

  private final Path directory;

  /** Keeps them in this directory, which is made (mode 0700) when the first is. */
  public Secrets(Path directory) {
    this.directory = directory;
  }

  /** The file that holds it, whether or not it exists. */
  public Path file(String name) {
    return directory.resolve(name + ".password");
  }

  /** The secret of that name, if there is one. */
  public Optional<String> read(String name) {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    }
  }

  /**
   * Makes a new one of 192 random bits, writes it down durably and returns it; replaces what was
   * there.
   */
  public String create(String name) {
    return create(name, BYTES);
  }

  private String create(String name, int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return keep(name, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Writes one down that was made elsewhere, durably, and returns it; replaces what was there. */
  public String keep(String name, String secret) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path written = Files.createTempFile(directory, name, ".new");
      Files.writeString(written, secret + "\n", StandardOpenOption.SYNC);
      Files.move(
          written, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel itself = FileChannel.open(directory)) {
        itself.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file(name), e);
    }
    return secret;
  }

  /** The secret of that name, made now if there was none. */
  public String readOrCreate(String name) {
    return readOrCreate(name, BYTES);
  }

  /**
   * The secret of that name, made now of so many random bytes if there was none; in base 64 for
   * URLs.
   */
  public String readOrCreate(String name, int bytes) {
    return read(name).orElseGet(() -> create(name, bytes));
  }
}
