package org.chancery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.chancery.bench.client.Account;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench accounts}: the benchmark's accounts in the form that each server takes. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    description = "Writes the benchmark's accounts for a server to take in.")
final class AccountsCommand implements Callable<Integer> {
  /** The form to write. */
  enum Form {
    /** A file of {@code address,password} lines, as {@code chancery user import} reads. */
    CSV,
    /** A directory with a file for each account, as Prosody's internal storage keeps them. */
    PROSODY,
    /** A file of SQL that fills ejabberd's table {@code users}. */
    EJABBERD
  }

  @Mixin private People people = new People();

  @Option(names = "--count", defaultValue = "400", description = "(${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--form",
      defaultValue = "CSV",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Form form = Form.CSV;

  @Parameters(description = "The file or directory to write.")
  private Path destination = Path.of("accounts");

  @Override
  public Integer call() throws IOException {
    switch (form) {
      case CSV -> Files.writeString(destination, lines(AccountForms::csv));
      case EJABBERD -> Files.writeString(destination, lines(AccountForms::ejabberd));
      case PROSODY -> {
        Files.createDirectories(destination);
        for (Account account : people.first(count)) {
          Path file = destination.resolve(account.localpart() + ".dat");
          Files.writeString(file, AccountForms.prosody(account));
        }
      }
    }
    return 0;
  }

  private String lines(Function<Account, String> line) {
    StringBuilder all = new StringBuilder();
    people.first(count).forEach(account -> all.append(line.apply(account)).append('\n'));
    return all.toString();
  }
}
