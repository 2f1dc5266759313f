package org.chancery.server.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A text file (UTF-8) whose SHA-256 is known once it is closed. Not thread-safe. */
final class ExportFile implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final Path path;
  private final MessageDigest digest = sha256();
  private final FileChannel channel;
  private final BufferedWriter writer;

  /**
   * Goes on after the first bytes of a file and drops what follows them.
   *
   * @param keep how many bytes; 0 for a file that need not be there
   */
  ExportFile(Path path, long keep) throws IOException {
    this.path = path;
    if (keep > 0) {
      digestOf(path, keep);
    }
    channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(keep).position(keep);
    writer =
        new BufferedWriter(
            new OutputStreamWriter(
                new DigestOutputStream(Channels.newOutputStream(channel), digest),
                StandardCharsets.UTF_8),
            BUFFER);
  }

  private void digestOf(Path written, long length) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(written)) {
      long left = length;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException(written + " is shorter than it was");
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void write(String text) throws IOException {
    writer.write(text);
  }

  /** Makes what was written durable; says how many bytes the file has. */
  long sync() throws IOException {
    writer.flush();
    channel.force(false);
    return channel.position();
  }

  String name() {
    return path.getFileName().toString();
  }

  /** In hexadecimal digits; ask once, after {@link #close}. */
  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
