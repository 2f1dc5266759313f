package org.chancery.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStatTest {
  private static String line(long pid, String name, long parent, int user, int system) {
    return pid
        + " ("
        + name
        + ") S "
        + parent
        + " 1 1 0 -1 4194560 10 20 0 0 "
        + user
        + " "
        + system
        + " 5 7 20 0 1 0 100 0 0 18446744073709551615\n";
  }

  @Test
  void aLineGivesOwnAndReapedChildrensTime() {
    assertEquals(
        Optional.of(new ProcessStat(42, "java", 7, 100 + 20 + 5 + 7)),
        ProcessStat.parse(line(42, "java", 7, 100, 20)));
  }

  @Test
  void aNameMayHoldSpacesAndParentheses() {
    assertEquals(
        Optional.of(new ProcessStat(42, "a) R (b 1 2", 7, 12)),
        ProcessStat.parse(line(42, "a) R (b 1 2", 7, 0, 0)));
  }

  @Test
  void anythingElseIsNotALine() {
    assertEquals(Optional.empty(), ProcessStat.parse(""));
    assertEquals(Optional.empty(), ProcessStat.parse("42 (java"));
    assertEquals(Optional.empty(), ProcessStat.parse("42 (java) S 1"));
  }

  @Test
  void postgresIsToldFromTheServerThatStartedIt(@TempDir Path proc) throws IOException {
    process(proc, line(10, "java", 1, 100, 0));
    process(proc, line(11, "helper", 10, 1, 0));
    process(proc, line(12, "postgres", 10, 200, 0));
    process(proc, line(13, "postgres", 12, 300, 0));
    process(proc, line(14, "postgres", 1, 999, 0));
    ProcessTable table = ProcessTable.read(proc);
    assertEquals(Set.of(10L, 11L, 12L, 13L), table.tree(10));
    assertEquals(Optional.of(12L), table.postgresBelow(10));
    assertEquals(500 + 2 * 12, table.ticks(table.tree(12)));
    assertEquals(Set.of(), table.tree(99));
    assertEquals(Optional.empty(), table.postgresBelow(99));
  }

  private static void process(Path proc, String line) throws IOException {
    Path directory = Files.createDirectory(proc.resolve(line.substring(0, line.indexOf(' '))));
    Files.writeString(directory.resolve("stat"), line);
  }

  @Test
  void theListenerOnAPortIsFoundByItsSocketAlone() {
    String table =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0
           1: 0100007F:1538 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0
           2: 0100007F:1539 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0
        """;
    assertEquals(Set.of("socket:[111]"), ListeningProcess.sockets(table, 5432));
    assertEquals(Set.of(), ListeningProcess.sockets(table, 80));
  }

  @Test
  void memoryIsTheProportionalShare() {
    String rollup = "00400000-7fff rollup\nRss:   900 kB\nPss:     640 kB\nPss_Anon:   600 kB\n";
    assertEquals(640, Processes.proportionalShare(rollup));
  }

  @Test
  void aHeapIsTheSumOfItsGenerations() {
    String serial =
        """
        42:
         DefNew     total 1000K, used 10K [0x1, 0x2, 0x3)
         Tenured    total 2000K, used 500K [0x1, 0x2, 0x3)
         Metaspace       used 9000K, committed 9500K, reserved 10000K
          class space    used 800K, committed 900K, reserved 1000K
        """;
    String g1 = "42:\n garbage-first heap   total reserved 9K, committed 8K, used 77K [0x1, 0x2)\n";
    assertEquals(OptionalLong.of(510), JavaHeap.used(serial));
    assertEquals(OptionalLong.of(77), JavaHeap.used(g1));
    assertTrue(JavaHeap.used("nothing").isEmpty());
  }
}
