package org.chancery.storage.anchor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file that anchors are only ever added to, one in a line, so that it may lie where nothing can
 * be changed or removed any more. One process writes it; anybody may read it meanwhile.
 */
public final class AnchorFile {
  /** Ends a line that a crash left incomplete; such a line says nothing. */
  private static final String TORN = "#";

  private final Path path;

  /** The file, which need not be there yet. */
  public AnchorFile(Path path) {
    this.path = path;
  }

  /** Adds one, durably. */
  public void append(Anchor anchor) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    String line = (isTorn() ? TORN + "\n" : "") + anchor.line() + "\n";
    try (FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")))) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
  }

  private boolean isTorn() throws IOException {
    if (!Files.exists(path) || Files.size(path) == 0) {
      return false;
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(file.length() - 1);
      return file.read() != '\n';
    }
  }

  /**
   * All of them, in the order in which they were added; none when there is no file.
   *
   * @throws IOException when it can't be read, or has a line that is none of this class's
   */
  public List<Anchor> read() throws IOException {
    List<Anchor> anchors = new ArrayList<>();
    if (!Files.exists(path)) {
      return anchors;
    }
    boolean torn = isTorn();
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
      String line = lines.readLine();
      for (int number = 1; line != null; number++) {
        String next = lines.readLine();
        boolean complete = !line.endsWith(TORN) && (next != null || !torn);
        if (complete) {
          anchors.add(anchor(line, number));
        }
        line = next;
      }
    }
    return anchors;
  }

  private Anchor anchor(String line, int number) throws IOException {
    try {
      return Anchor.of(line);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("line " + number + " of " + path + " is not an anchor", e);
    }
  }
}
