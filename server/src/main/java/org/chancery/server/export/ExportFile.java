package org.chancery.server.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
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
  private final Path path;
  private final MessageDigest digest;
  private final BufferedWriter writer;

  /** Makes a new file; fails when there is one of that name. */
  ExportFile(Path path) throws IOException {
    this.path = path;
    this.digest = sha256();
    this.writer =
        new BufferedWriter(
            new OutputStreamWriter(
                new DigestOutputStream(
                    Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), digest),
                StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void write(String text) throws IOException {
    writer.write(text);
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
