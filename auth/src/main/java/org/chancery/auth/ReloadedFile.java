package org.chancery.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, read again as soon as it has changed. A change that can't be read leaves what
 * was read before in force, and is told once. Thread-safe; reads files, and so must not be called
 * on an event loop.
 *
 * @param <T> what is made of it
 */
public final class ReloadedFile<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);

  private final Path file;
  private final Reader<T> reader;
  private Version version;
  private T content;

  /**
   * Makes something of a file.
   *
   * @param <T> what is made of it
   */
  public interface Reader<T> {
    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException when it says something else than it should
     */
    T read(Path file) throws IOException;
  }

  private record Version(FileTime written, long size) {
    static Version of(Path file) throws IOException {
      return new Version(Files.getLastModifiedTime(file), Files.size(file));
    }
  }

  /**
   * Reads it for the first time.
   *
   * @throws IllegalArgumentException when it can't be read, with a message that names it
   */
  public ReloadedFile(Path file, Reader<T> reader) {
    this.file = file;
    this.reader = reader;
    try {
      // Noted before reading: what is written meanwhile is read once more.
      this.version = Version.of(file);
      this.content = reader.read(file);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** What it says now. */
  public synchronized T content() {
    try {
      Version now = Version.of(file);
      if (!now.equals(version)) {
        version = now;
        content = reader.read(file);
        LOG.info("{} has changed and was read again", file);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.error(
          "{} has changed and cannot be used, what it said before stays in force: {}",
          file,
          e.getMessage());
    }
    return content;
  }
}
