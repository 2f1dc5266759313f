package org.chancery.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.chancery.bench.measure.Comparison;
import org.chancery.bench.measure.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench table}: reports side by side. */
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description =
        "Prints the reports in these JSON files as Markdown: a table for each scenario, a column"
            + " for each server, the median where a run was repeated.")
final class TableCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", description = "Files that --json wrote.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    List<Report> reports = files.stream().map(Report::read).toList();
    spec.commandLine().getOut().print(new Comparison(reports).markdown());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
