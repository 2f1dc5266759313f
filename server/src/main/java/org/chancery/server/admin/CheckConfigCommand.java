package org.chancery.server.admin;

import org.chancery.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the configuration as {@code run} does, and tells every problem with file and line. */
@Command(
    name = "check-config",
    description = "Tells every problem of the configuration, with file and line.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand extends ConfiguredCommand {

  @Option(names = "--effective", description = "Prints every setting that is in force, too.")
  private boolean effective;

  @Override
  public Integer call() {
    Settings settings = options.load();
    Components.check(settings).forEach(it -> println("warning: " + it));
    if (effective) {
      print(settings.effective());
    }
    settings.requireValid();
    println("the configuration is valid");
    return 0;
  }
}
