package org.chancery.bench.measure;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one run of one scenario against one server. Not thread-safe. */
public final class Report {
  private final String scenario;
  private final String server;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

  /**
   * An empty report.
   *
   * @param scenario what was run, with its sizes
   * @param server what it was run against
   */
  public Report(String scenario, String server) {
    this.scenario = scenario;
    this.server = server;
  }

  /** What was run. */
  public String scenario() {
    return scenario;
  }

  /** What it was run against. */
  public String server() {
    return server;
  }

  /** Sets a figure. */
  public void put(Figure figure, double value) {
    figures.put(figure, value);
  }

  /** A figure, if it was measured. */
  public OptionalDouble figure(Figure figure) {
    Double value = figures.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** A table of two columns for a terminal. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(scenario).append(", ").append(server).append('\n');
    figures.forEach(
        (figure, value) ->
            table.append(String.format("  %-38s %14s%n", figure.label(), figure.format(value))));
    return table.toString();
  }

  /** Writes the report as a JSON file. */
  public void write(Path file) throws IOException {
    Map<String, Object> values = new HashMap<>();
    figures.forEach((figure, value) -> values.put(figure.key(), value));
    Map<String, Object> all = Map.of("scenario", scenario, "server", server, "figures", values);
    String json =
        ConfigValueFactory.fromMap(all).render(ConfigRenderOptions.concise().setFormatted(true));
    Files.writeString(file, json);
  }

  /** Reads a report that {@link #write} wrote; figures it does not know are left out. */
  public static Report read(Path file) {
    Config json = ConfigFactory.parseFile(file.toFile());
    Report report = new Report(json.getString("scenario"), json.getString("server"));
    Config values = json.getConfig("figures");
    for (String key : values.root().keySet()) {
      Figure.byKey(key).ifPresent(figure -> report.put(figure, values.getDouble(key)));
    }
    return report;
  }
}
