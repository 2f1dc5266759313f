package org.chancery.server.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chancery.server.audit.AuditLog;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Database;
import org.chancery.storage.anchor.Anchors;
import org.chancery.storage.record.RecordVerifier;
import org.chancery.storage.record.SigningKey;
import org.chancery.storage.record.VerificationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the whole record, writes the report, and puts on record that it was done and what it
 * found. Not thread-safe.
 */
public final class SelfVerification {
  private static final Logger log = LoggerFactory.getLogger(SelfVerification.class);

  private final Database database;
  private final Collection<SigningKey.PublicKey> trusted;
  private final ProofConfig config;
  private final AuditLog auditLog;
  private final Clock clock;

  /** Believes what one of these keys signed. */
  public SelfVerification(
      Database database,
      Collection<SigningKey.PublicKey> trusted,
      ProofConfig config,
      AuditLog auditLog,
      Clock clock) {
    this.database = database;
    this.trusted = trusted;
    this.config = config;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /** How long until it is due, by the report that was written last. */
  Duration untilDue() throws IOException {
    if (!Files.exists(config.report())) {
      return Duration.ZERO;
    }
    Instant due = Files.getLastModifiedTime(config.report()).toInstant().plus(config.verifyEvery());
    Duration left = Duration.between(clock.instant(), due);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Does it. Blocks: minutes for tens of millions of rows.
   *
   * @throws IOException when the anchors can't be read or the report can't be written
   * @throws org.chancery.storage.StorageException when the database can't be read to the end
   */
  void run() throws IOException {
    Anchors anchors = Anchors.of(config.anchors().read(), config.authorities());
    VerificationReport report = new RecordVerifier(database, trusted, anchors).run(rows -> {});
    write(report);
    auditLog.submit(row(report));
    if (report.isSound()) {
      log.info("the record is sound: {}", report.toJson());
    } else {
      log.error("THE RECORD IS NOT WHAT WAS RECORDED: {}", report.toJson());
    }
  }

  private void write(VerificationReport report) throws IOException {
    Path target = config.report().toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path fresh = Files.createTempFile(target.getParent(), "audit-report", ".new");
    Files.writeString(fresh, report.toJson() + System.lineSeparator());
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private AuditEntry row(VerificationReport report) {
    String findings =
        report.nodes().stream()
            .flatMap(node -> node.finding().map(it -> text(node.node(), it)).stream())
            .collect(Collectors.joining("; "));
    return AuditEntry.of(AuditKind.CAPTURE_CHECK, clock.instant())
        .outcome(Optional.of(findings).filter(it -> !it.isEmpty()).orElse(AuditEntry.ACCEPTED))
        .detail("event", "verification")
        .detail("rows", Long.toString(sum(report)))
        .detail("report", report.toJson())
        .build();
  }

  private static String text(int node, VerificationReport.Finding finding) {
    return "server machine " + node + ", row " + finding.sequence() + ": " + finding.explanation();
  }

  private static long sum(VerificationReport report) {
    return report.nodes().stream().mapToLong(node -> node.rows().sound()).sum();
  }
}
