package org.chancery.storage.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files in a directory that only the server may read: {@code incoming/ID} until they are kept, then
 * {@code kept/FI/ID}, where FI are the first two letters of the id. The names that people give them
 * are no part of any path.
 */
public final class FileDirectory implements FileStore {
  private static final Pattern ID = Pattern.compile("[a-z0-9]{2,64}");

  private final Path incoming;
  private final Path kept;

  /**
   * Over this directory, which is made when it isn't there.
   *
   * @throws IOException when it can't be
   */
  public FileDirectory(Path directory) throws IOException {
    make(directory);
    incoming = make(directory.resolve("incoming"));
    kept = make(directory.resolve("kept"));
  }

  private static Path make(Path directory) throws IOException {
    return Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public void receive(String id, InputStream content) throws IOException {
    Path file = incoming(id);
    // Once the row is there, keeping the file must not fail for want of room.
    make(kept(id).getParent());
    boolean whole = false;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      content.transferTo(out);
      channel.force(true);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
    sync(incoming);
  }

  @Override
  public void keep(String id) throws IOException {
    Path file = kept(id);
    if (Files.exists(file)) {
      return;
    }
    make(file.getParent());
    sync(kept);
    Files.move(incoming(id), file, StandardCopyOption.ATOMIC_MOVE);
    sync(file.getParent());
    sync(incoming);
  }

  @Override
  public void discard(String id) throws IOException {
    Files.deleteIfExists(incoming(id));
  }

  @Override
  public Set<String> unsettled() throws IOException {
    try (Stream<Path> files = Files.list(incoming)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> ID.matcher(name).matches())
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  @Override
  public InputStream open(String id, long from) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(kept(id), StandardOpenOption.READ);
    channel.position(from);
    return Channels.newInputStream(channel);
  }

  @Override
  public void remove(String id) throws IOException {
    if (Files.deleteIfExists(kept(id))) {
      sync(kept(id).getParent());
    }
  }

  private Path incoming(String id) {
    return incoming.resolve(checked(id));
  }

  private Path kept(String id) {
    return kept.resolve(checked(id).substring(0, 2)).resolve(id);
  }

  private static String checked(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not the id of a file");
    }
    return id;
  }

  /** Makes new and moved names durable. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
