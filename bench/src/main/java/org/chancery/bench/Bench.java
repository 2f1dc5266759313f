package org.chancery.bench;

import org.chancery.bench.record.ExportCommand;
import org.chancery.bench.record.FillCommand;
import org.chancery.bench.record.ReadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/bench}: measures an XMPP server on this machine from outside. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures an XMPP server on this machine; see docs/performance.md.",
    subcommands = {
      ChatCommand.class,
      LogInCommand.class,
      IdleCommand.class,
      RoomsCommand.class,
      PresenceCommand.class,
      AccountsCommand.class,
      TableCommand.class,
      FillCommand.class,
      ReadCommand.class,
      ExportCommand.class
    })
public final class Bench {
  private Bench() {}

  /** Runs one subcommand and exits: 0 when all went well, 1 when not, 2 for wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Bench());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println("error: " + reason(failure));
          return 1;
        });
    return line;
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
