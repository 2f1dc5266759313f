package org.chancery.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.chancery.bench.measure.Figure;
import org.chancery.bench.measure.Report;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line against a small server, that does well or ill. */
class ScenarioTest {
  private static SSLContext certificate;

  @TempDir private Path directory;

  private final StringWriter errors = new StringWriter();

  @BeforeAll
  static void makeCertificate(@TempDir Path shared) throws Exception {
    certificate = SmallServer.certificate(shared);
  }

  private int bench(SmallServer server, String command) {
    return bench(server, command, "PLAIN");
  }

  private int bench(SmallServer server, String command, String mechanism) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--port", Integer.toString(server.port()), "--mechanism", mechanism));
    words.addAll(List.of("--json", directory.resolve("report.json").toString()));
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(errors));
    return line.execute(words.toArray(String[]::new));
  }

  private double figure(Figure figure) {
    return Report.read(directory.resolve("report.json")).figure(figure).orElse(Double.NaN);
  }

  @Test
  void aClosedLoopMeasuresAServerThatDoesWell() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> 1)) {
      int exit = bench(server, "chat --pairs 3 --in-flight 2 --warm-up 0 --seconds 1");
      assertEquals(0, exit, errors.toString());
      assertTrue(figure(Figure.MESSAGES_PER_SECOND) > 0);
      assertTrue(figure(Figure.LATENCY_P50) <= figure(Figure.LATENCY_MAX));
      assertTrue(figure(Figure.GENERATOR_CPU_PER_MESSAGE) > 0);
      assertEquals(0, figure(Figure.LOST));
      assertEquals(0, figure(Figure.OUT_OF_ORDER));
    }
  }

  @Test
  void anOpenLoopSendsAtTheRateAskedFor() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> 1)) {
      int exit = bench(server, "chat --pairs 3 --rate 50 --warm-up 0 --seconds 2");
      assertEquals(0, exit, errors.toString());
      assertTrue(figure(Figure.MESSAGES_PER_SECOND) > 0);
      assertTrue(figure(Figure.MESSAGES_PER_SECOND) < 500);
    }
  }

  @Test
  void aMessageDeliveredTwiceIsSeen() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> number == 7 ? 2 : 1)) {
      assertEquals(1, bench(server, "chat --pairs 1 --rate 50 --warm-up 0 --seconds 1"));
      assertEquals(1, figure(Figure.DOUBLED));
      assertEquals(0, figure(Figure.LOST));
    }
  }

  @Test
  void aMessageLostIsSeen() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> number == 3 ? 0 : 1)) {
      String command = "chat --pairs 1 --rate 50 --warm-up 0 --seconds 1 --drain 0";
      assertEquals(1, bench(server, command));
      assertTrue(figure(Figure.LOST) >= 1);
      assertEquals(1, figure(Figure.OUT_OF_ORDER));
    }
  }

  @Test
  void aMessageRefusedIsSeenAndDoesNotStopTheLoop() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> number == 0 ? -1 : 1)) {
      assertEquals(1, bench(server, "chat --pairs 1 --in-flight 1 --warm-up 0 --seconds 1"));
      assertEquals(1, figure(Figure.REFUSED));
      assertTrue(figure(Figure.MESSAGES_PER_SECOND) > 0);
    }
  }

  @Test
  void logInsAreCountedEachWithAConnectionOfItsOwn() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> 1)) {
      int exit = bench(server, "login --people 4 --concurrency 2 --warm-up 0 --seconds 1");
      assertEquals(0, exit, errors.toString());
      assertTrue(figure(Figure.LOG_INS_PER_SECOND) > 0);
      assertEquals(0, figure(Figure.FAILED));
    }
  }

  @Test
  void idleSessionsStayConnectedAndTheirMemoryIsRead() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> 1)) {
      long self = ProcessHandle.current().pid();
      String sizes = "--sessions 20 --people 10 --before 5 --settle 0";
      int exit = bench(server, "idle " + sizes + " --collect --server-pid " + self);
      assertEquals(0, exit, errors.toString());
      assertEquals(20, figure(Figure.SESSIONS));
      assertTrue(figure(Figure.SERVER_MEMORY) > 1);
      assertTrue(Double.isFinite(figure(Figure.HEAP_PER_SESSION)));
    }
  }

  @Test
  void aLogInThatFailsEndsTheScenarioWithItsReason() throws Exception {
    try (SmallServer server = new SmallServer(certificate, number -> 1)) {
      assertEquals(1, bench(server, "chat --pairs 1", "SCRAM-SHA-256"));
      assertTrue(errors.toString().contains("does not offer SCRAM-SHA-256"), errors.toString());
      assertEquals(1, bench(server, "chat --pairs 1", "NONE"));
      assertTrue(errors.toString().contains("NONE is none of"), errors.toString());
    }
  }

  @Test
  void accountsAreWrittenInEachServersForm() throws IOException {
    Path csv = directory.resolve("accounts.csv");
    Path prosody = directory.resolve("prosody");
    assertEquals(0, Bench.commandLine().execute("accounts", "--count", "2", csv.toString()));
    assertEquals(
        List.of("bench1@localhost,secret-1", "bench2@localhost,secret-2"), Files.readAllLines(csv));
    String[] asked = {"accounts", "--count", "2", "--form", "PROSODY", prosody.toString()};
    assertEquals(0, Bench.commandLine().execute(asked));
    assertTrue(Files.readString(prosody.resolve("bench2.dat")).startsWith("return {"));
  }
}
