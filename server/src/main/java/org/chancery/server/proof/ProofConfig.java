package org.chancery.server.proof;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.storage.anchor.AnchorFile;
import org.chancery.storage.anchor.TimeStampAuthority;
import org.chancery.storage.anchor.TimeStamps;
import org.chancery.storage.record.Anchoring;

/**
 * How the record is anchored and verified.
 *
 * @param anchors the file of anchors
 * @param anchorEvery how often what was signed is anchored
 * @param stamping where time-stamps for anchors come from; empty for nowhere
 * @param authorities whose time-stamps are believed; empty when they are not looked at
 * @param report the file that says what the last verification found
 * @param verifyEvery how often the whole record is verified
 */
public record ProofConfig(
    AnchorFile anchors,
    Duration anchorEvery,
    Optional<Anchoring.Stamping> stamping,
    Optional<TimeStamps> authorities,
    Path report,
    Duration verifyEvery) {

  /** Reads {@code chancery.audit}. */
  public static ProofConfig from(Settings settings) {
    Section audit = settings.section("audit");
    Path data = settings.root().path("data-dir").orElse(Path.of("data"));
    Section timeStamps = audit.section("time-stamps");
    Optional<TimeStamps> authorities =
        timeStamps.readableFile("trust-file").flatMap(file -> trusting(timeStamps, file));
    return new ProofConfig(
        new AnchorFile(audit.path("anchor-file").orElse(data.resolve("audit-anchors"))),
        audit.duration("anchor-every", Duration.ofSeconds(1), Duration.ofDays(1)),
        stamping(timeStamps, authorities),
        authorities,
        audit.path("verify-report").orElse(data.resolve("audit-report.json")),
        audit.duration("verify-every", Duration.ofMinutes(1), Duration.ofDays(366)));
  }

  private static Optional<TimeStamps> trusting(Section section, Path file) {
    try {
      return Optional.of(TimeStamps.trusting(file));
    } catch (IOException e) {
      section.problem("trust-file", "must name a file of certificates in PEM: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Anchoring.Stamping> stamping(
      Section section, Optional<TimeStamps> authorities) {
    Duration every = section.duration("every", Duration.ofMinutes(1), Duration.ofDays(366));
    Optional<URI> url = section.optionalString("url").flatMap(text -> url(section, text));
    if (url.isPresent() && authorities.isEmpty()) {
      section.problem(
          "trust-file", "is needed when there is a url: an answer has to be checked by something");
    }
    return url.flatMap(
        where ->
            authorities.map(
                believed ->
                    new Anchoring.Stamping(new TimeStampAuthority(where, believed), every)));
  }

  private static Optional<URI> url(Section section, String text) {
    if (!text.matches("https?://[^\\s/?#]+[^\\s]*")) {
      section.problem("url", "must be a web address that begins with http:// or https://");
      return Optional.empty();
    }
    return Optional.of(URI.create(text));
  }
}
