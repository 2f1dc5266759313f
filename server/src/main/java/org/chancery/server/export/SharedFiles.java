package org.chancery.server.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.files.FileLink;
import org.chancery.storage.files.FileStore;

/**
 * Copies the files that messages link to into an export, and checks that each is what was uploaded.
 * Not thread-safe.
 */
final class SharedFiles {
  /** The list of the copies, for each message in turn. */
  static final String LIST = "files.sha256";

  private static final int REMEMBERED = 1_000;
  private static final int LONGEST = 100;

  private final Path directory;
  private final FileStore files;
  private final Map<FileLink, SharedFile> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileLink, SharedFile> eldest) {
          return size() > REMEMBERED;
        }
      };

  SharedFiles(Path directory, FileStore files) {
    this.directory = directory;
    this.files = files;
  }

  /** Those that a message links to, in the order in which its row has them. */
  List<SharedFile> of(ExportRow row) throws IOException {
    List<SharedFile> shared = new ArrayList<>();
    for (FileLink link : FileLink.read(row.value(FileLink.DETAIL))) {
      SharedFile file = latest.get(link);
      if (file == null) {
        file = copied(link, row.uploads().get(shared.size()));
        latest.put(link, file);
      }
      shared.add(file);
    }
    return shared;
  }

  private SharedFile copied(FileLink link, ExportRow.Upload upload) throws IOException {
    String path = "files/" + link.id() + "/" + portable(upload.name());
    Optional<String> problem = copy(link, directory.resolve(path));
    return new SharedFile(link, upload.name(), upload.type(), path, problem);
  }

  /** The end of a name, which tells the type, in letters that every file system has. */
  private static String portable(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return "_".repeat(plain.startsWith(".") ? 1 : 0)
        + plain.substring(Math.max(0, plain.length() - LONGEST));
  }

  private Optional<String> copy(FileLink link, Path target) throws IOException {
    MessageDigest sha256 = ExportFile.sha256();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("part");
    try (InputStream in = new DigestInputStream(files.open(link.id(), 0), sha256)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      return Optional.of("it is not there");
    }
    if (!HexFormat.of().formatHex(sha256.digest()).equals(link.sha256())) {
      Files.delete(part);
      return Optional.of("what is there is not what was uploaded");
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Optional.empty();
  }
}
