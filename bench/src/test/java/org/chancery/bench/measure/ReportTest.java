package org.chancery.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static Report report(String server, double rate) {
    Report report = new Report("chat, 2 pairs", server);
    report.put(Figure.MESSAGES_PER_SECOND, rate);
    return report;
  }

  @Test
  void aReportReadBackIsTheReportWritten(@TempDir Path directory) throws IOException {
    Report written = report("Chancery \"dev\"", 1234.5);
    written.put(Figure.LATENCY_P999, 0.25);
    Path file = directory.resolve("report.json");
    written.write(file);
    Report read = Report.read(file);
    assertEquals("chat, 2 pairs", read.scenario());
    assertEquals("Chancery \"dev\"", read.server());
    assertEquals(OptionalDouble.of(1234.5), read.figure(Figure.MESSAGES_PER_SECOND));
    assertEquals(OptionalDouble.of(0.25), read.figure(Figure.LATENCY_P999));
    assertEquals(OptionalDouble.empty(), read.figure(Figure.LOST));
  }

  @Test
  void aComparisonShowsTheMedianOfRepeatedRuns() {
    Comparison comparison =
        new Comparison(
            List.of(
                report("A", 10), report("A", 30), report("A", 11), report("B", 1), report("B", 2)));
    assertEquals(
        """
        ## chat, 2 pairs

        | | A | B |
        | --- | ---: | ---: |
        | messages/s | 11 | 2 |

        """,
        comparison.markdown());
  }

  @Test
  void aServerWithoutAFigureHasAnEmptyCell() {
    Report more = report("B", 5);
    more.put(Figure.LOST, 3);
    String markdown = new Comparison(List.of(report("A", 5), more)).markdown();
    assertTrue(markdown.contains("| lost |  | 3 |"), markdown);
  }

  @Test
  void percentilesAreExactToOnePartInAThousand() {
    Latencies latencies = new Latencies();
    for (int millis = 1; millis <= 1_000; millis++) {
      latencies.record(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertEquals(1_000, latencies.count());
    assertEquals(500, latencies.millis(50), 0.5);
    assertEquals(990, latencies.millis(99), 1);
    assertEquals(1_000, latencies.millis(100), 1);
  }

  @Test
  void aTimeBeyondAllBoundsStillCounts() {
    Latencies latencies = new Latencies();
    latencies.record(TimeUnit.HOURS.toNanos(2));
    latencies.record(-5);
    assertEquals(2, latencies.count());
    assertEquals(TimeUnit.MINUTES.toMillis(10), latencies.millis(100), 700);
  }
}
