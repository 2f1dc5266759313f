package org.chancery.storage;

import java.util.List;
import java.util.Map;

/**
 * The names of the database's roles. Each may do one thing, so that no single credential can both
 * read what people wrote and remove the trace of it. Several servers can share one cluster by
 * different prefixes.
 *
 * @param prefix what all names begin with: lower-case letters, digits and underscores
 */
public record Roles(String prefix) {
  /** The prefix when none is configured. */
  public static final Roles DEFAULT = new Roles("chancery");

  private static final int LONGEST = 40;

  /** Refuses a prefix that would have to be quoted or is too long for PostgreSQL. */
  public Roles {
    if (!prefix.matches("[a-z][a-z0-9_]*") || prefix.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a role prefix has lower-case letters, digits and underscores, at most " + LONGEST);
    }
  }

  /** Owns every table; nobody logs in as it. */
  public String owner() {
    return prefix + "_owner";
  }

  /** The running server: adds to the record and reads it, and works on its other tables. */
  public String server() {
    return prefix + "_server";
  }

  /** Expiry and erasure by the rules; reads no content. */
  public String retention() {
    return prefix + "_retention";
  }

  /** Compliance officers: read the schema {@code compliance}. */
  public String compliance() {
    return prefix + "_compliance";
  }

  /** Holds, exports, and what is restricted. */
  public String legal() {
    return prefix + "_legal";
  }

  /** Reads who read the record, and nothing else. */
  public String logAuditor() {
    return prefix + "_log_auditor";
  }

  /** Those that somebody logs in as. */
  List<String> logins() {
    return List.of(server(), retention(), compliance(), legal(), logAuditor());
  }

  /** By the names that migrations use. */
  Map<String, String> placeholders() {
    return Map.of(
        "owner", owner(),
        "server", server(),
        "retention", retention(),
        "compliance", compliance(),
        "legal", legal(),
        "log_auditor", logAuditor());
  }
}
