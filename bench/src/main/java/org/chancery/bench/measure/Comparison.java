package org.chancery.bench.measure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reports side by side. Where a server has several of the same scenario, the median of each figure
 * stands.
 *
 * @param reports in the order in which scenarios and servers are to appear
 */
public record Comparison(List<Report> reports) {
  /** A Markdown table for each scenario, with a column for each server. */
  public String markdown() {
    StringBuilder out = new StringBuilder();
    for (String scenario : distinct(Report::scenario)) {
      out.append("## ").append(scenario).append("\n\n").append(table(scenario)).append('\n');
    }
    return out.toString();
  }

  private Set<String> distinct(Function<Report, String> property) {
    return reports.stream().map(property).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private String table(String scenario) {
    List<String> servers =
        distinct(Report::server).stream()
            .filter(server -> reports.stream().anyMatch(report -> isOf(report, scenario, server)))
            .toList();
    StringBuilder table = new StringBuilder("| |");
    servers.forEach(server -> table.append(' ').append(server).append(" |"));
    table.append("\n| --- |").append(" ---: |".repeat(servers.size())).append('\n');
    for (Figure figure : Figure.values()) {
      List<OptionalDouble> row =
          servers.stream().map(server -> median(figure, scenario, server)).toList();
      if (row.stream().anyMatch(OptionalDouble::isPresent)) {
        table.append("| ").append(figure.label()).append(" |");
        row.forEach(value -> table.append(' ').append(cell(figure, value)).append(" |"));
        table.append('\n');
      }
    }
    return table.toString();
  }

  private static String cell(Figure figure, OptionalDouble value) {
    return value.isPresent() ? figure.format(value.getAsDouble()) : "";
  }

  private OptionalDouble median(Figure figure, String scenario, String server) {
    double[] values =
        reports.stream()
            .filter(report -> isOf(report, scenario, server))
            .map(report -> report.figure(figure))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = values.length / 2;
    double median =
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return OptionalDouble.of(median);
  }

  private static boolean isOf(Report report, String scenario, String server) {
    return report.scenario().equals(scenario) && report.server().equals(server);
  }
}
