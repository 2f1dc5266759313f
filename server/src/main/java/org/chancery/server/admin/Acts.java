package org.chancery.server.admin;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chancery.protocol.Jid;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.export.Export;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.files.FileRemoval;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;

/**
 * Puts on record what an administrator does from the command line, before it is done: who could
 * change the record could otherwise make an account, use it and remove it unseen.
 */
final class Acts {

  /**
   * The command line writes as a node of its own, since the running server holds its node's chain.
   */
  private static final AuditStoreConfig NODE =
      new AuditStoreConfig(255, AuditStoreConfig.defaults().stallTimeout());

  private final DatabaseConfig database;

  Acts(DatabaseConfig database) {
    this.database = database;
  }

  /** That something is about to be done to accounts; none are named when a file names them. */
  void onAccounts(String action, List<Jid> about) {
    AuditEntry unnamed = entry(AuditKind.ADMINISTRATION, action).build();
    write(
        about.isEmpty()
            ? List.of(unnamed)
            : about.stream()
                .map(it -> entry(AuditKind.ADMINISTRATION, action).to(it).build())
                .toList());
  }

  /** That somebody is about to read the record. */
  void onReading(String query) {
    write(List.of(entry(AuditKind.AUDIT_ACCESS, "sql").detail("query", query).build()));
  }

  /** That somebody is about to export messages. */
  void onExport(String what, String matter) {
    write(List.of(export("export", what, matter).build()));
  }

  /** That an export is complete; says which row of the record has it. */
  AuditPosition onExported(String what, String matter, Export.Result result) {
    return write(
        List.of(
            export("export finished", what, matter)
                .detail("rows", Long.toString(result.messages()))
                .detail("manifest-sha256", result.manifestSha256())
                .build()));
  }

  private static AuditEntry.Builder export(String action, String what, String matter) {
    AuditEntry.Builder entry = entry(AuditKind.AUDIT_ACCESS, action).detail("query", what);
    return matter.isEmpty() ? entry : entry.detail("matter", matter);
  }

  private static AuditEntry.Builder entry(AuditKind kind, String action) {
    return AuditEntry.of(kind, Instant.now().truncatedTo(ChronoUnit.MICROS))
        .detail("action", action)
        .detail("by", systemUser());
  }

  /** Who typed the command, as far as the operating system tells. */
  static String systemUser() {
    return Stream.of(System.getenv("SUDO_USER"), System.getProperty("user.name"))
        .flatMap(it -> Optional.ofNullable(it).stream())
        .findFirst()
        .orElse("unknown");
  }

  /** Puts on record what is about to be done about retention. */
  AuditPosition vouch(AuditEntry entry) {
    return write(List.of(entry));
  }

  /** Removes the bytes of files that nothing on record needs any more. */
  FileRemoval removal(OpenDatabase open, FileStore files) {
    return new FileRemoval(open.database(), files, this::vouch, Clock.systemUTC());
  }

  private AuditPosition write(List<AuditEntry> entries) {
    try (PostgresAuditStore store = PostgresAuditStore.open(database, NODE)) {
      return store.append(entries).getLast();
    }
  }
}
