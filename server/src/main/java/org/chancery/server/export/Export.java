package org.chancery.server.export;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.chancery.storage.JsonText;

/**
 * Writes the messages of a request into a directory, as JSON lines, as CSV and as a page for
 * people, with a manifest. Needs little memory however many there are. Not thread-safe.
 */
public final class Export {
  private static final int ROWS_BETWEEN_SIGNS_OF_LIFE = 10_000;

  private final ExportRequest request;
  private final Path directory;

  /**
   * What was written.
   *
   * @param messages how many
   * @param manifestSha256 of the manifest, in hexadecimal digits
   */
  public record Result(long messages, String manifestSha256) {}

  /** Into a directory that is there and empty. */
  public Export(ExportRequest request, Path directory) {
    this.request = request;
    this.directory = directory;
  }

  /**
   * Does it. Blocks.
   *
   * @param connection of the legal role; all of it is read in one transaction
   * @param progress is told from time to time how many messages have been written
   */
  public Result run(Connection connection, LongConsumer progress) throws SQLException, IOException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    Manifest manifest = new Manifest(request, Instant.now());
    List<ExportFile> files = write(connection, manifest, progress);
    connection.commit();
    ExportFile itself = new ExportFile(directory.resolve("manifest.json"));
    try (itself) {
      itself.write(manifest.text(files));
    }
    return new Result(manifest.messages(), itself.digest());
  }

  private List<ExportFile> write(Connection connection, Manifest manifest, LongConsumer progress)
      throws SQLException, IOException {
    try (ExportFile lines = new ExportFile(directory.resolve("messages.jsonl"));
        ExportFile csv = new ExportFile(directory.resolve("messages.csv"));
        ExportFile html = new ExportFile(directory.resolve("transcript.html"))) {
      csv.write(Csv.heading());
      html.write(HtmlTranscript.head(request));
      new ExportQuery(request)
          .run(
              connection,
              row -> {
                lines.write(JsonText.of(row.values()) + "\n");
                csv.write(Csv.line(row));
                html.write(HtmlTranscript.line(row));
                manifest.add(row);
                if (manifest.messages() % ROWS_BETWEEN_SIGNS_OF_LIFE == 0) {
                  progress.accept(manifest.messages());
                }
              });
      html.write(HtmlTranscript.end(manifest.messages()));
      return List.of(lines, csv, html);
    }
  }
}
