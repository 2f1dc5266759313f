package org.chancery.server.admin;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command says which part of the record is meant. */
final class RecordScope {
  @Option(names = "--person", paramLabel = "ADDRESS", description = "What concerns this person.")
  private Optional<String> person = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From this day (2026-11-01) or time (2026-11-01T09:00:00Z) on, UTC.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "To the end of this day, or before this time, UTC.")
  private Optional<String> to = Optional.empty();

  Optional<String> person() {
    return person.map(typed -> Arguments.address(typed).toString());
  }

  Optional<Instant> from() {
    return from.map(Arguments::from);
  }

  Optional<Instant> until() {
    return to.map(Arguments::until);
  }
}
