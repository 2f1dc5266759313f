package org.chancery.server.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.chancery.server.database.OpenDatabase;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Transaction;
import org.chancery.storage.record.Evidence;
import org.chancery.storage.record.EvidenceJson;
import org.chancery.storage.record.EvidenceReader;
import org.chancery.storage.record.NotProvableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives out the proof of one message, as the legal role. */
@Command(
    name = "proof",
    description = {
      "Prints a message with the proof that it was recorded then and there, as JSON.",
      "Whoever has the public key checks it by 'audit verify --proof', without server or database.",
      "That somebody read the message is on record."
    },
    mixinStandardHelpOptions = true)
final class AuditProofCommand extends ConfiguredCommand {

  @Parameters(
      paramLabel = "MESSAGE",
      description = "Its message_id in SQL, or the stanza-id that people's clients know.")
  private String message;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it, instead of to standard output.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() {
    AuditPosition position = position();
    try (OpenDatabase database = OpenDatabase.join(options.load())) {
      new Acts(database.config()).onReading("proof of message " + position.value());
      write(EvidenceJson.proof(evidence(database.config(), position)));
      return 0;
    }
  }

  private AuditPosition position() {
    Optional<AuditPosition> position =
        message.matches("\\d{1,18}")
            ? Optional.of(new AuditPosition(Long.parseLong(message)))
            : AuditPosition.ofStanzaId(message);
    return position.orElseThrow(
        () -> new CommandFailure(message + " is neither a message_id nor a stanza-id"));
  }

  private static Evidence evidence(DatabaseConfig config, AuditPosition position) {
    try (Connection connection = config.connect(config.roles().legal())) {
      return new EvidenceReader(new Transaction(connection))
          .of(position)
          .orElseThrow(() -> new CommandFailure("there is no message " + position.value()));
    } catch (SQLException e) {
      throw new CommandFailure("can't read the message: " + e.getMessage(), e);
    } catch (NotProvableException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void write(String proof) {
    if (file.isEmpty()) {
      print(proof);
      return;
    }
    try {
      Files.writeString(file.get(), proof);
    } catch (IOException e) {
      throw new CommandFailure("can't write " + file.get(), e);
    }
  }
}
