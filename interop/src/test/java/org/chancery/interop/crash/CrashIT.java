package org.chancery.interop.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chancery.interop.ChanceryServer;
import org.chancery.interop.Place;
import org.chancery.interop.TemporaryDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The promise, from outside: whatever is killed, at whatever moment, all that was delivered and all
 * that was acknowledged is on record afterwards, once and in order. One directory lives through all
 * runs, and so does what earlier crashes left in it. The system property {@code crash.seeds} says
 * how many runs, {@code crash.first} where they begin.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
  private static final String PASSWORD = "pencil-and-paper";
  private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

  private static final Path REPORT = Path.of("target", "crash.txt");

  private static TemporaryDirectory directory;
  private static Place place;
  private static ChanceryServer server;

  /** What is killed. */
  private enum Victim {
    SERVER,
    DATABASE_THEN_SERVER,
    BOTH
  }

  @BeforeAll
  static void makePeople() throws Exception {
    directory = new TemporaryDirectory("crash");
    place = Place.anyPorts();
    server = ChanceryServer.start(directory.path(), place);
    for (String name : PEOPLE) {
      server.addAccount(name, PASSWORD);
    }
    Files.writeString(REPORT, "");
  }

  /** The last of them is stopped in order, and with it the database. */
  @AfterAll
  static void stopInOrder() throws IOException {
    if (server != null) {
      server.close();
    }
    directory.close();
  }

  @TestFactory
  @Execution(ExecutionMode.SAME_THREAD)
  Stream<DynamicTest> nothingDeliveredOrAcknowledgedIsLostDoubledOrOutOfOrder() {
    int first = Integer.getInteger("crash.first", 1);
    int count = Integer.getInteger("crash.seeds", 15);
    return IntStream.range(first, first + count)
        .mapToObj(seed -> dynamicTest("seed " + seed, () -> crash(seed)));
  }

  private static void crash(int seed) throws Exception {
    Random random = new Random(seed);
    Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
    List<Talker> talkers = new ArrayList<>();
    try {
      for (String name : PEOPLE) {
        talkers.add(Talker.online(server, name, PASSWORD, "crash-" + seed + "-"));
      }
      talk(seed, random, talkers);
      kill(victim, random, seed, talkers);
    } finally {
      for (Talker talker : talkers) {
        talker.close();
      }
      server.close();
      server = ChanceryServer.start(directory.path(), place);
    }
    List<String> recorded = recorded(seed);
    report(seed, victim, talkers, recorded);
    check(talkers, recorded);
  }

  private static void report(int seed, Victim victim, List<Talker> talkers, List<String> recorded)
      throws IOException {
    String line =
        "seed %d: %s killed; %d sent, %d on record, %d acknowledged, %d received, %d refused%n"
            .formatted(
                seed,
                victim,
                sum(talkers, talker -> talker.sent().size()),
                recorded.size(),
                sum(talkers, talker -> talker.accepted().size()),
                sum(talkers, talker -> talker.received().size()),
                sum(talkers, talker -> talker.refused().size()));
    Files.writeString(REPORT, line, StandardOpenOption.APPEND);
  }

  private static int sum(List<Talker> talkers, ToIntFunction<Talker> count) {
    return talkers.stream().mapToInt(count).sum();
  }

  /** Sends a random number of messages, and waits until a random part of them has arrived. */
  private static void talk(int seed, Random random, List<Talker> talkers)
      throws IOException, InterruptedException {
    int count = random.nextInt(5, 300);
    int[] expected = new int[talkers.size()];
    for (int i = 0; i < count; i++) {
      int to = say(random, talkers, "crash-%d-%d".formatted(seed, i));
      expected[to]++;
    }
    int witness = random.nextInt(talkers.size());
    talkers.get(witness).awaitReceived(random.nextInt(expected[witness] + 1));
  }

  private static int say(Random random, List<Talker> talkers, String id) throws IOException {
    int from = random.nextInt(talkers.size());
    int to = (from + 1 + random.nextInt(talkers.size() - 1)) % talkers.size();
    talkers.get(from).say(talkers.get(to), id, random.nextInt(4) == 0);
    return to;
  }

  private static void kill(Victim victim, Random random, int seed, List<Talker> talkers)
      throws IOException, InterruptedException {
    switch (victim) {
      case SERVER -> server.process().kill();
      case BOTH -> {
        killDatabase();
        server.process().kill();
      }
      case DATABASE_THEN_SERVER -> {
        killDatabase();
        int more = random.nextInt(1, 50);
        for (int i = 0; i < more; i++) {
          say(random, talkers, "crash-%d-late-%d".formatted(seed, i));
        }
        Talker witness = talkers.get(random.nextInt(talkers.size()));
        witness.awaitReceived(witness.received().size() + 1);
        server.process().kill();
      }
    }
  }

  private static void killDatabase() throws IOException {
    Path file;
    try (Stream<Path> files = Files.walk(directory.path())) {
      file = files.filter(each -> each.endsWith("postmaster.pid")).findFirst().orElseThrow();
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static List<String> recorded(int seed) throws IOException, InterruptedException {
    return server
        .sql(
            "select '>' || body from compliance.messages where body like 'crash-%d-%%' order by message_id"
                .formatted(seed))
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(">"))
        .map(line -> line.substring(1))
        .toList();
  }

  private static void check(List<Talker> talkers, List<String> recorded) {
    Set<String> once = new HashSet<>(recorded);
    assertEquals(recorded.size(), once.size(), "something is on record twice: " + recorded);
    for (Talker talker : talkers) {
      List<String> ofTalker = recorded.stream().filter(talker.sent()::contains).toList();
      assertEquals(
          talker.sent().stream().filter(once::contains).toList(),
          ofTalker,
          talker.name() + "'s messages are on record in another order");
      assertTrue(
          once.containsAll(talker.accepted()),
          talker.name() + "'s acknowledged messages are not all on record");
      assertNoGaps(talker, once);
      assertReceivedInOrderAndOnce(talker, talkers, once);
    }
  }

  /** What a session sends is handled in order: nothing may be left out except by an error. */
  private static void assertNoGaps(Talker talker, Set<String> recorded) {
    List<String> answered =
        talker.sent().stream()
            .filter(id -> recorded.contains(id) || talker.refused().contains(id))
            .toList();
    assertEquals(
        talker.sent().subList(0, answered.size()),
        answered,
        "between what is on record of " + talker.name() + " something is missing");
  }

  private static void assertReceivedInOrderAndOnce(
      Talker talker, List<Talker> talkers, Set<String> recorded) {
    List<String> received = talker.received();
    assertTrue(recorded.containsAll(received), talker.name() + " received what is not on record");
    assertEquals(
        received.size(), new HashSet<>(received).size(), talker.name() + " received doubles");
    for (Talker other : talkers) {
      List<String> sent = other.sent();
      List<String> order = received.stream().filter(sent::contains).toList();
      assertEquals(
          sent.stream().filter(order::contains).toList(),
          order,
          talker.name() + " received messages of " + other.name() + " in another order");
    }
  }
}
