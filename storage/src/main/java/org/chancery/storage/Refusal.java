package org.chancery.storage;

import java.sql.SQLException;
import java.util.Set;

/** Says why the database did not do something, in words that never hold what people wrote. */
public final class Refusal {
  /**
   * The classes of SQLSTATE that are about the connection, who may, and resources. Messages of the
   * others may quote values.
   */
  private static final Set<String> ABOUT_NO_DATA = Set.of("08", "25", "28", "53", "55", "57", "58");

  private Refusal() {}

  /** The code, and the words where they are about no data. */
  public static String of(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String words =
        ABOUT_NO_DATA.stream().anyMatch(state::startsWith)
            ? ": " + e.getMessage().lines().findFirst().orElse("")
            : "";
    return "the database refused or did not answer (" + state + words + ")";
  }
}
