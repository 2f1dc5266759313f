package org.chancery.storage.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.chancery.storage.StorageException;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL's programs from the class path, once for each version. */
final class Binaries {
  private static final int NAME_LENGTH = 16;

  private Binaries() {}

  /** The directory that holds {@code bin}, {@code lib} and {@code share}, readable by everybody. */
  static Path unpack(Path parent) {
    String resource = "/postgres-linux-" + architecture() + ".txz";
    try {
      Path target = parent.resolve(fingerprint(resource));
      if (!Files.isDirectory(target)) {
        unpack(resource, parent, target);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("can't unpack PostgreSQL to " + parent, e);
    }
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default ->
          throw new StorageException(
              "there is no embedded PostgreSQL for "
                  + name
                  + ": set chancery.storage.url to one of your own");
    };
  }

  /**
   * Another version of the archive is unpacked beside the first, never over programs that may be
   * running.
   */
  private static String fingerprint(String resource) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = new DigestInputStream(open(resource), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
  }

  private static InputStream open(String resource) {
    InputStream in = Binaries.class.getResourceAsStream(resource);
    if (in == null) {
      throw new StorageException(
          "the embedded PostgreSQL is not part of this installation: " + resource);
    }
    return in;
  }

  private static void unpack(String resource, Path parent, Path target) throws IOException {
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, "unpacking");
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(resource))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, unfinished);
      }
    }
    try {
      Files.move(unfinished, target);
    } catch (IOException e) {
      deleteTree(unfinished);
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
      throws IOException {
    Path file = into.resolve(entry.getName()).normalize();
    if (!file.startsWith(into)) {
      throw new IOException("an entry that lies outside the archive");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    boolean program = (entry.getMode() & 0111) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /** Removes a directory and everything in it. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
