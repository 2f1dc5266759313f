package org.chancery.storage.retention;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.chancery.storage.JsonText;

/**
 * How long rows are kept after the end of their month. Each person or room that a row concerns goes
 * by the longest rule that names it, its domain or a group it was in then, and by the general rule
 * when none does; the row is kept as long as the longest of these. Immutable.
 *
 * @param rules in no order; one of them at most is {@link Kind#DEFAULT}
 */
public record RetentionRules(List<Rule> rules) {

  /** What a rule names. */
  public enum Kind {
    /** Everybody whom no other rule names. */
    DEFAULT,
    /** A group of the directory. */
    GROUP,
    /** A room. */
    ROOM,
    /** A domain. */
    DOMAIN
  }

  /**
   * One rule.
   *
   * @param kind what it names
   * @param name of the group, room or domain; empty for the general rule
   * @param keep {@link #FOREVER}, or an interval as PostgreSQL reads it, such as {@code 7 years}
   */
  public record Rule(Kind kind, String name, String keep) {
    private String json() {
      Map<String, String> values = new LinkedHashMap<>();
      values.put("kind", kind.name().toLowerCase(Locale.ROOT));
      if (!name.isEmpty()) {
        values.put("name", name);
      }
      values.put("keep", keep);
      return JsonText.of(values);
    }
  }

  /** Kept without an end. */
  public static final String FOREVER = "forever";

  /** Copies what it is given. */
  public RetentionRules {
    rules = List.copyOf(rules);
  }

  /** As the functions in the database take them. */
  String json() {
    return rules.stream().map(Rule::json).collect(Collectors.joining(",", "[", "]"));
  }
}
