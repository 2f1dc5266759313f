package org.chancery.server.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.storage.retention.RetentionRules;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;

/**
 * Settings of retention.
 *
 * @param rules how long rows are kept
 * @param every how often the server takes what is due
 */
public record RetentionConfig(RetentionRules rules, Duration every) {
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})(d|mo|y)");
  private static final String RULE = "must be forever, or a number of d(ays), mo(nths) or y(ears)";

  /** Reads {@code chancery.retention}. */
  public static RetentionConfig from(Settings settings) {
    Section section = settings.section("retention");
    List<Rule> rules = new ArrayList<>();
    add(rules, section, "keep", Kind.DEFAULT, "", section.string("keep"));
    addAll(rules, section, "by-group", Kind.GROUP);
    addAll(rules, section, "by-room", Kind.ROOM);
    addAll(rules, section, "by-domain", Kind.DOMAIN);
    return new RetentionConfig(
        new RetentionRules(rules),
        section.duration("every", Duration.ofMinutes(1), Duration.ofDays(31)));
  }

  private static void addAll(List<Rule> rules, Section section, String key, Kind kind) {
    section.map(key).forEach((name, keep) -> add(rules, section, key, kind, name, keep));
  }

  private static void add(
      List<Rule> rules, Section section, String key, Kind kind, String name, String keep) {
    interval(keep)
        .ifPresentOrElse(
            interval -> rules.add(new Rule(kind, name, interval)),
            () -> section.problem(key, (name.isEmpty() ? "" : name + " ") + RULE));
  }

  private static Optional<String> interval(String keep) {
    Matcher matcher = TIME.matcher(keep);
    if (keep.equals(RetentionRules.FOREVER)) {
      return Optional.of(keep);
    }
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit =
        switch (matcher.group(2)) {
          case "d" -> "days";
          case "mo" -> "months";
          default -> "years";
        };
    return Optional.of(matcher.group(1) + " " + unit);
  }
}
