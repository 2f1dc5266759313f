package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class RefusalTest {

  @Test
  void whatIsAboutTheDatabaseIsSaidInItsWords() {
    assertEquals(
        "the database refused or did not answer (53100: No space left on device)",
        Refusal.of(new SQLException("No space left on device\n  Hint: Check.", "53100")));
  }

  @Test
  void whatMayQuoteSomethingWrittenIsNotRepeated() {
    assertEquals(
        "the database refused or did not answer (22P02)",
        Refusal.of(new SQLException("invalid input syntax for type json: a secret", "22P02")));
    assertEquals(
        "the database refused or did not answer (null)",
        Refusal.of(new SQLException("something of the driver")));
  }
}
