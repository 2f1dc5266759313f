package org.chancery.server.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.Transaction;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.record.Evidence;
import org.chancery.storage.record.EvidenceJson;
import org.chancery.storage.record.EvidenceReader;
import org.chancery.storage.record.NotProvableException;

/**
 * Writes the messages of a request into a directory, as JSON lines, as CSV, as a page for people
 * and as mails, with what proves each of them and a manifest. Needs little memory however many
 * there are, and goes on where it was broken off. Not thread-safe.
 */
public final class Export {
  private static final int PORTION = 10_000;

  private final Path directory;
  private final FileStore files;
  private final int portion;
  private ExportProgress progress;

  /**
   * What was written.
   *
   * @param messages how many
   * @param manifestSha256 of the manifest, in hexadecimal digits
   */
  public record Result(long messages, String manifestSha256) {}

  /** Is told how far it has come. */
  @FunctionalInterface
  public interface Listener {
    /** So many messages of all are in the files. */
    void written(long messages, long all);
  }

  /**
   * Into a directory that is there: empty, or with an export of the same request that was broken
   * off.
   *
   * @param files those that people have shared
   */
  public Export(ExportRequest request, Path directory, FileStore files) throws IOException {
    this(request, directory, files, PORTION);
  }

  Export(ExportRequest request, Path directory, FileStore files, int portion) throws IOException {
    this.directory = directory;
    this.files = files;
    this.portion = portion;
    this.progress = ExportProgress.read(directory).orElseGet(() -> ExportProgress.none(request));
  }

  /** What was being exported into a directory when it was broken off. */
  public static Optional<ExportRequest> brokenOff(Path directory) throws IOException {
    return ExportProgress.read(directory).map(ExportProgress::request);
  }

  /**
   * Does it. Blocks.
   *
   * @param connection of the legal role
   */
  public Result run(Connection connection, Listener listener) throws SQLException, IOException {
    // Each statement sees what is committed, so that rows of the last second get their checkpoint.
    connection.setAutoCommit(false);
    progress.write(directory);
    Map.Entry<Manifest, String> manifest;
    try (Bundle bundle = new Bundle(directory, progress)) {
      write(connection, bundle, listener);
      manifest = finish(bundle);
    }
    connection.commit();
    ExportProgress.remove(directory);
    return new Result(manifest.getKey().messages(), manifest.getValue());
  }

  private void write(Connection connection, Bundle bundle, Listener listener)
      throws SQLException, IOException {
    ExportQuery query = new ExportQuery(progress.request());
    EvidenceReader proofs = new EvidenceReader(new Transaction(connection));
    SharedFiles shared = new SharedFiles(directory, files);
    long all = query.count(connection);
    query.run(
        connection,
        progress,
        (row, result) -> {
          long messageId = Long.parseLong(row.value("message_id").orElseThrow());
          bundle.add(row, shared.of(row), progress.messages());
          prove(bundle, proofs, result, messageId);
          progress =
              new ExportProgress(
                  progress.request(),
                  progress.messages() + 1,
                  new AuditPosition(messageId).recordedAt(),
                  messageId,
                  progress.sizes());
          if (progress.messages() % portion == 0) {
            save(bundle);
            listener.written(progress.messages(), all);
          }
        });
  }

  private static void prove(Bundle bundle, EvidenceReader proofs, ResultSet result, long messageId)
      throws SQLException, IOException {
    try {
      bundle.prove(proofs.of(result, ExportQuery.COLUMNS.size() + 1));
    } catch (NotProvableException e) {
      bundle.doNotProve(messageId, e.getMessage());
    }
  }

  private void save(Bundle bundle) throws IOException {
    progress =
        new ExportProgress(
            progress.request(),
            progress.messages(),
            progress.last(),
            progress.lastId(),
            bundle.sync());
    progress.write(directory);
  }

  private Map.Entry<Manifest, String> finish(Bundle bundle) throws IOException {
    Manifest manifest = new Manifest(progress.messages(), bundle.finish(progress.messages()));
    byte[] text = manifest.text(progress.request(), Instant.now()).getBytes(StandardCharsets.UTF_8);
    Files.write(
        directory.resolve(Manifest.FILE),
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    return Map.entry(manifest, HexFormat.of().formatHex(ExportFile.sha256().digest(text)));
  }

  /**
   * Adds the proof that the manifest's digest is on record: then nothing can be taken out unseen.
   */
  public void prove(Evidence finished) throws IOException {
    Files.writeString(directory.resolve(Manifest.PROOF), EvidenceJson.proof(finished));
  }
}
