package org.chancery.server.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;

/**
 * Who was shown which messages of a history, gathered for a minute so that the record has a row for
 * each person and history, and not for each message. Thread-safe.
 */
final class HistoryReadings {
  private static final Duration GATHERED = Duration.ofMinutes(1);

  private final Map<Reading, Shown> shown = new ConcurrentHashMap<>();

  private record Reading(Jid person, Jid history) {}

  private record Shown(Instant since, AuditPosition first, AuditPosition last, long messages) {
    Shown and(Shown later) {
      return new Shown(
          since,
          first.compareTo(later.first) <= 0 ? first : later.first,
          last.compareTo(later.last) >= 0 ? last : later.last,
          messages + later.messages);
    }
  }

  /** A message is about to be shown again. */
  void note(Jid person, Jid history, AuditPosition message, Instant now) {
    shown.merge(
        new Reading(person.bare(), history), new Shown(now, message, message, 1), Shown::and);
  }

  /** Takes out what has been gathered for long enough. */
  List<AuditEntry> due(Instant now) {
    return taken(now.minus(GATHERED));
  }

  /** Takes out everything. */
  List<AuditEntry> all() {
    return taken(Instant.MAX);
  }

  private List<AuditEntry> taken(Instant until) {
    List<AuditEntry> entries = new ArrayList<>();
    shown.forEach(
        (reading, read) -> {
          if (!read.since().isAfter(until) && shown.remove(reading, read)) {
            entries.add(entry(reading, read));
          }
        });
    return entries;
  }

  private static AuditEntry entry(Reading reading, Shown read) {
    return AuditEntry.of(AuditKind.HISTORY, read.since())
        .from(reading.person())
        .to(reading.history())
        .conversation(reading.history().toString())
        .detail("first", Long.toString(read.first().value()))
        .detail("last", Long.toString(read.last().value()))
        .detail("messages", Long.toString(read.messages()))
        .build();
  }
}
