package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAlignedAndMissingValuesShown() {
    Table table = new Table("who", "said");
    table.add(List.of(Optional.of("alice"), Optional.of("hi")));
    table.add(List.of(Optional.of("bob"), Optional.empty()));

    assertEquals(
        """
        who   | said
        ------+-----
        alice | hi
        bob   | ∅
        """,
        table.print());
  }

  @Test
  void anEmptyTextIsNotAMissingOne() {
    Table table = new Table("a", "b");
    table.add(List.of(Optional.of(""), Optional.of("x")));

    assertEquals("a | b\n--+--\n  | x\n", table.print());
  }

  @Test
  void lineBreaksAndWhatDrivesATerminalAreShownAsEscapes() {
    Table table = new Table("text");
    table.add(List.of(Optional.of("one\ntwo\ttab\r\u001b[2J\u202eevil")));

    assertEquals(
        "one\\ntwo\\ttab\\r\\u001b[2J\\u202eevil", table.print().lines().toList().getLast());
  }

  @Test
  void aCharacterOutsideTheBasicPlaneIsOneColumnWide() {
    Table table = new Table("a", "b");
    table.add(List.of(Optional.of("😀"), Optional.of("x")));

    assertEquals("😀 | x", table.print().lines().toList().getLast());
  }
}
