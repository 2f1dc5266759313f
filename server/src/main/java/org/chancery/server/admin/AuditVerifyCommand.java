package org.chancery.server.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.export.BundleVerifier;
import org.chancery.server.proof.ProofConfig;
import org.chancery.storage.Database;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.Definitions;
import org.chancery.storage.ProtectionCheck;
import org.chancery.storage.anchor.AnchorFile;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.anchor.TimeStamps;
import org.chancery.storage.record.Evidence;
import org.chancery.storage.record.EvidenceParser;
import org.chancery.storage.record.EvidenceVerifier;
import org.chancery.storage.record.RecordVerifier;
import org.chancery.storage.record.SigningKey;
import org.chancery.storage.record.VerificationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says whether the record is still what was recorded, and else names the first bad place. */
@Command(
    name = "verify",
    description = {
      "Reads the whole record and checks every row, link and signature, whether or not the server"
          + " runs.",
      "Exit code 0 when all is sound, 1 when something was changed: the first place is named; or"
          + " when tables of the record no longer refuse changes, or its views are others."
    },
    mixinStandardHelpOptions = true)
final class AuditVerifyCommand extends ConfiguredCommand {

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "A public key to believe, as 'audit key' prints it. Repeatable. Without it, the keys in"
              + " the data directory, which an administrator of this machine could exchange.")
  private List<Path> keys = List.of();

  @Option(
      names = "--anchors",
      paramLabel = "FILE",
      description =
          "A copy of the file of anchors that nobody could change. Without it, the one of the"
              + " configuration.")
  private Optional<Path> anchorFile = Optional.empty();

  @Option(
      names = "--time-stamp-trust",
      paramLabel = "FILE",
      description =
          "Certificates in PEM of the authorities whose time-stamps are believed. Without it, those"
              + " of the configuration.")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description =
          "Checks one message by the proof that 'audit proof' gave out, with nothing but the keys"
              + " named by --key: needs neither server nor database.")
  private Optional<Path> proof = Optional.empty();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description =
          "Checks what 'audit export' wrote, in the same way: every message, and that none was"
              + " taken out.")
  private Optional<Path> bundle = Optional.empty();

  @Option(names = "--json", description = "Prints the report as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (proof.isPresent()) {
      return verifyProof(proof.get());
    }
    return bundle.isPresent() ? verifyBundle(bundle.get()) : verifyRecord();
  }

  private int verifyBundle(Path directory) {
    try {
      BundleVerifier.Result result = new BundleVerifier(directory, namedKeys()).run(this::progress);
      PrintWriter out = out();
      out.println(result.proved() + " messages are proved each by itself");
      if (result.unproved() > 0) {
        out.println(
            result.unproved()
                + " messages are not, as rows that were signed together with them had expired");
      }
      if (result.missing() > 0) {
        out.println(
            result.missing()
                + " links lead to files that the server did not have any more: see files.sha256");
      }
      out.println(
          result
              .problem()
              .map(it -> "THE EXPORT IS NOT WHAT WAS RECORDED: " + it)
              .orElse("The export is sound."));
      out.flush();
      return result.problem().isPresent() ? 1 : 0;
    } catch (IOException e) {
      throw new CommandFailure("can't read " + directory + ": " + e.getMessage(), e);
    }
  }

  private int verifyProof(Path file) {
    Evidence evidence = evidence(file);
    Optional<String> problem = new EvidenceVerifier(namedKeys()).problem(evidence);
    PrintWriter out = out();
    out.println(
        "message %d, recorded at %s as row %d of server machine %d%s"
            .formatted(
                evidence.position().value(),
                evidence.position().recordedAt(),
                evidence.sequence(),
                evidence.position().node(),
                evidence.isErased() ? ", whose content was erased since" : ""));
    out.println(problem.map(it -> "THE PROOF DOES NOT HOLD: " + it).orElse("The proof holds."));
    out.flush();
    return problem.isPresent() ? 1 : 0;
  }

  private static Evidence evidence(Path file) {
    try {
      return EvidenceParser.proof(Files.readString(file));
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + " is no proof: " + e.getMessage(), e);
    }
  }

  private List<SigningKey.PublicKey> namedKeys() {
    if (keys.isEmpty()) {
      throw new CommandFailure("say by --key which public key is to be believed");
    }
    return keys.stream().map(AuditVerifyCommand::read).toList();
  }

  private int verifyRecord() {
    Settings settings = options.load();
    StorageConfig storage = StorageConfig.from(settings);
    ProofConfig config = ProofConfig.from(settings);
    settings.requireValid();
    Anchors anchors = anchors(config);
    List<SigningKey.PublicKey> named = keys.isEmpty() ? List.of() : namedKeys();
    try (OpenDatabase database = OpenDatabase.join(storage)) {
      VerificationReport report =
          new RecordVerifier(database.database(), trusted(named, database.config()), anchors)
              .run(this::progress);
      print(report);
      boolean trustworthy = isProtected(database.database());
      return report.isSound() && trustworthy ? 0 : 1;
    }
  }

  private boolean isProtected(Database database) {
    List<String> lacking = new ArrayList<>(ProtectionCheck.lacking(database));
    if (!Definitions.areThoseOfTheLastStart(database)) {
      lacking.add(
          "its views and functions are not those with which the server started last; unless it was"
              + " upgraded since, somebody has replaced one, and queries may lie");
    }
    lacking.forEach(it -> err().println("THE RECORD IS NOT PROTECTED: " + it));
    err().flush();
    return lacking.isEmpty();
  }

  private static List<SigningKey.PublicKey> trusted(
      List<SigningKey.PublicKey> named, DatabaseConfig database) {
    List<SigningKey.PublicKey> trusted =
        named.isEmpty() ? SigningKey.publicKeys(database.secrets()) : named;
    if (trusted.isEmpty()) {
      throw new CommandFailure(
          "there is no public key to check signatures with: name one by --key");
    }
    return trusted;
  }

  private Anchors anchors(ProofConfig config) {
    try {
      Optional<TimeStamps> believed =
          authorities.isPresent()
              ? Optional.of(TimeStamps.trusting(authorities.get()))
              : config.authorities();
      AnchorFile file = anchorFile.map(AnchorFile::new).orElse(config.anchors());
      return Anchors.of(file.read(), believed);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static SigningKey.PublicKey read(Path file) {
    try {
      return SigningKey.PublicKey.read(file);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + " is not a public key in base 64", e);
    }
  }

  private void progress(long rows) {
    err().println(rows + " rows read");
    err().flush();
  }

  private void print(VerificationReport report) {
    PrintWriter out = out();
    if (json) {
      out.println(report.toJson());
    } else {
      report.nodes().forEach(node -> out.println(line(node)));
      out.println(
          report.isSound()
              ? "The record is sound."
              : "THE RECORD IS NOT WHAT WAS RECORDED. Nothing can be said about what follows the"
                  + " places named above.");
    }
    out.flush();
  }

  private static String line(VerificationReport.Node node) {
    String counts =
        "node %d: %d rows and %d checkpoints are sound, %d rows are %s, the content of %d was erased, %d have expired; %d anchors and %d time-stamps agree"
            .formatted(
                node.node(),
                node.rows().sound(),
                node.checkpoints(),
                node.rows().unsigned(),
                node.finding().isPresent() ? "without a sound signature" : "not signed yet",
                node.rows().erased(),
                node.rows().expired(),
                node.anchors(),
                node.timeStamps());
    return node.finding()
        .map(finding -> counts + System.lineSeparator() + line(finding))
        .orElse(counts);
  }

  private static String line(VerificationReport.Finding finding) {
    String where =
        finding
            .position()
            .map(at -> ", position " + at.value() + ", recorded at " + at.recordedAt())
            .orElse("");
    return "  %s at row %d%s: %s"
        .formatted(
            finding.problem().name().toLowerCase(Locale.ROOT),
            finding.sequence(),
            where,
            finding.explanation());
  }
}
