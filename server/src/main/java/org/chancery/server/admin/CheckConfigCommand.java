package org.chancery.server.admin;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.chancery.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} does, and tells every problem with file and line. */
@Command(
    name = "check-config",
    description = "Tells every problem of the configuration, with file and line.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(names = "--effective", description = "Prints every setting that is in force, too.")
  private boolean effective;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = options.load();
    Components.check(settings);
    PrintWriter out = spec.commandLine().getOut();
    if (effective) {
      out.print(settings.effective());
    }
    settings.requireValid();
    out.println("the configuration is valid");
    out.flush();
    return 0;
  }
}
