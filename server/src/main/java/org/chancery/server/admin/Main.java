package org.chancery.server.admin;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.server.config.InvalidSettingsException;
import org.chancery.server.config.Problem;
import org.chancery.server.tls.TlsException;
import org.chancery.storage.StorageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code chancery}. Exit codes: 0 when it did what was asked, 1 when it could not, 2
 * when the command line makes no sense.
 */
@Command(
    name = "chancery",
    description = "Enterprise instant messaging over XMPP, with every message on record.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private Main() {}

  /** The version as the build wrote it down. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String packaged = Main.class.getPackage().getImplementationVersion();
      return new String[] {"chancery " + (packaged == null ? "development" : packaged)};
    }
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // In TLS 1.2 a client could ask for one handshake after the other, each of which costs a
    // millisecond of CPU. The JDK reads this once, before the first connection.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    Logging.quiet();
    System.exit(commandLine(System.in).execute(args));
  }

  /** All commands; what they read comes from the stream, so that tests can speak to them. */
  static CommandLine commandLine(InputStream in) {
    return new CommandLine(new Main())
        .addSubcommand(new RunCommand())
        .addSubcommand(new CheckConfigCommand())
        .addSubcommand(new UserCommand(new Passwords(in)))
        .addSubcommand(new DirectoryCommand())
        .addSubcommand(new SqlCommand())
        .addSubcommand(new AuditCommand())
        .setExecutionExceptionHandler(Main::report)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /**
   * Failures that an admin can do something about are told in a line or two, anything else with its
   * stack.
   */
  private static int report(Exception failure, CommandLine commandLine, ParseResult ignored) {
    PrintWriter err = commandLine.getErr();
    switch (failure) {
      case InvalidSettingsException invalid -> print(invalid, err);
      case CommandFailure expected -> err.println("error: " + expected.getMessage());
      case DirectoryUnreachableException directory ->
          err.println("error: the directory cannot be asked: " + directory.getMessage());
      case StorageException storage -> err.println("error: " + storage.getMessage());
      case TlsException tls -> err.println("error: " + tls.getMessage());
      case UncheckedIOException io -> err.println("error: " + io.getMessage());
      default -> {
        err.println("error: this should not happen; please report it with the lines below");
        failure.printStackTrace(err);
      }
    }
    err.flush();
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }

  private static void print(InvalidSettingsException invalid, PrintWriter err) {
    for (Problem problem : invalid.problems()) {
      err.println(problem);
    }
    int count = invalid.problems().size();
    err.println("error: the configuration has " + (count == 1 ? "a problem" : count + " problems"));
  }
}
