package org.chancery.server.admin;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works with a configuration. */
abstract class ConfiguredCommand implements Callable<Integer> {
  @Mixin ConfigOptions options;

  @Spec CommandSpec spec;

  /** Where results go. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where it is told how far a long command has come. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Prints lines that each end as such. */
  final void print(String lines) {
    out().print(lines);
    out().flush();
  }

  final void println(String line) {
    out().println(line);
    out().flush();
  }
}
