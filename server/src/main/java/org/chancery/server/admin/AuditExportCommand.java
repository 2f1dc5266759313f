package org.chancery.server.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.export.Export;
import org.chancery.server.export.ExportRequest;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Transaction;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.record.EvidenceReader;
import org.chancery.storage.record.NotProvableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports messages as the legal role, which reads what compliance officers read. */
@Command(
    name = "export",
    description = {
      "Exports messages as JSON lines, CSV, mails and a page for people, with what proves each of"
          + " them: 'audit verify --bundle' checks that without server or database.",
      "That it was done is on record before the first message is read, and how many after the last."
    },
    mixinStandardHelpOptions = true)
final class AuditExportCommand extends ConfiguredCommand {

  @Mixin private RecordScope scope;

  @Option(names = "--room", paramLabel = "ADDRESS", description = "Messages in this room.")
  private Optional<String> room = Optional.empty();

  @Option(
      names = "--matter",
      paramLabel = "TEXT",
      description = "What it is for; stands in the record and in the manifest.")
  private String matter = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "A directory that does not exist or is empty; or that of an export which was broken off:"
              + " then it goes on.")
  private Path directory;

  @Option(names = "--eml", description = "Writes each message as a mail (EML), too.")
  private boolean eml;

  @Override
  public Integer call() {
    Settings settings = options.load();
    ExportRequest request = request();
    try (OpenDatabase database = OpenDatabase.join(settings)) {
      Acts acts = new Acts(database.config());
      acts.onExport(request.description(), matter);
      Export.Result result =
          export(request, database.config(), StorageConfig.from(settings).files(), acts);
      println(result.messages() + " messages exported to " + directory);
      return 0;
    }
  }

  /** What is asked for, or what was asked for in the same words when it was broken off. */
  private ExportRequest request() {
    ExportRequest asked =
        new ExportRequest(
            scope.person(),
            room.map(typed -> Arguments.address(typed).toString()),
            scope.from().orElse(Instant.EPOCH),
            scope.until().orElseGet(Instant::now),
            matter,
            eml);
    try {
      Optional<ExportRequest> brokenOff = Export.brokenOff(directory);
      if (brokenOff.isEmpty()) {
        prepare();
        return asked;
      }
      ExportRequest before = brokenOff.get();
      if (!before.equals(scope.until().isPresent() ? asked : asked.until(before.until()))) {
        throw new CommandFailure(
            directory + " holds an unfinished export of something else: " + before.description());
      }
      return before;
    } catch (IOException e) {
      throw new CommandFailure("can't read " + directory + ": " + e.getMessage(), e);
    }
  }

  private Export.Result export(
      ExportRequest request, DatabaseConfig config, FileStore files, Acts acts) {
    ProgressLine line = new ProgressLine(err(), ProgressLine.inTerminal());
    try (Connection connection = config.connect(config.roles().legal())) {
      Export export = new Export(request, directory, files);
      Export.Result result = export.run(connection, line::show);
      line.end();
      AuditPosition finished = acts.onExported(request.description(), matter, result);
      export.prove(
          new EvidenceReader(new Transaction(connection))
              .of(finished)
              .orElseThrow(() -> new CommandFailure("the end of the export is not on record")));
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new CommandFailure("the export is not complete: " + e.getMessage(), e);
    } catch (NotProvableException e) {
      throw new CommandFailure("the manifest of the export has no proof: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("the export is not complete: " + e.getMessage(), e);
    }
  }

  private void prepare() {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      requireEmpty();
    } catch (IOException e) {
      throw new CommandFailure("can't make the directory " + directory, e);
    }
  }

  private void requireEmpty() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      if (files.iterator().hasNext()) {
        throw new CommandFailure(directory + " is not empty");
      }
    } catch (IOException e) {
      throw new CommandFailure(directory + " is not a directory that can be read", e);
    }
  }
}
