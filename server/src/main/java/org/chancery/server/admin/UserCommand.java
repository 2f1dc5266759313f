package org.chancery.server.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.chancery.auth.sasl.SaslSettings;
import org.chancery.protocol.Jid;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.storage.AccountStore;
import org.chancery.storage.PostgresAccountStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Local accounts, whether or not the server runs. Every change is put on record before it is made.
 */
@Command(
    name = "user",
    description = "Works on the local accounts, whether or not the server runs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class UserCommand {

  private static final int ITERATIONS = SaslSettings.defaults().iterations();

  /** What a subcommand works with. */
  private record Context(AccountStore accounts, People people, Acts acts) {}

  private final Passwords passwords;

  @Spec private CommandSpec spec;

  UserCommand(Passwords passwords) {
    this.passwords = passwords;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Adds an account; the password comes from a prompt or standard input.")
  int add(@Mixin ConfigOptions options, @Parameters(paramLabel = "ADDRESS") String typed) {
    return with(
        options,
        it -> {
          Jid address = it.people().address(typed);
          String password = passwords.ask(address.toString());
          it.acts().onAccounts("user add", List.of(address));
          it.people().add(address, password);
          return said(address + " added");
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Gives an account another password, from a prompt or standard input.")
  int passwd(@Mixin ConfigOptions options, @Parameters(paramLabel = "ADDRESS") String typed) {
    return with(
        options,
        it -> {
          Jid address = known(it, typed);
          String password = passwords.ask(address.toString());
          it.acts().onAccounts("user passwd", List.of(address));
          it.people().changePassword(address, password);
          return said(address + " has another password");
        });
  }

  /** Does it to an account that is there, once that is on record. */
  private int change(
      ConfigOptions options, String typed, String action, BiConsumer<People, Jid> work) {
    return with(
        options,
        it -> {
          Jid address = known(it, typed);
          it.acts().onAccounts("user " + action, List.of(address));
          work.accept(it.people(), address);
          return said(address + " " + action + "d");
        });
  }

  @Command(mixinStandardHelpOptions = true, description = "Lets a disabled account log in again.")
  int enable(@Mixin ConfigOptions options, @Parameters(paramLabel = "ADDRESS") String typed) {
    return change(options, typed, "enable", (people, it) -> people.setEnabled(it, true));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Keeps an account from logging in; nothing of it is lost.")
  int disable(@Mixin ConfigOptions options, @Parameters(paramLabel = "ADDRESS") String typed) {
    return change(options, typed, "disable", (people, it) -> people.setEnabled(it, false));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Removes an account; what it said stays on record.")
  int remove(@Mixin ConfigOptions options, @Parameters(paramLabel = "ADDRESS") String typed) {
    return change(options, typed, "remove", People::remove);
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists the accounts.")
  int list(@Mixin ConfigOptions options) {
    return with(
        options,
        it -> {
          Table table = new Table("address", "log-in");
          it.people()
              .list()
              .forEach(
                  account ->
                      table.row(
                          account.address().toString(),
                          account.enabled() ? "enabled" : "disabled"));
          return said(table.print().stripTrailing());
        });
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Adds the accounts of a file of address,password lines (UTF-8).")
  int importFile(@Mixin ConfigOptions options, @Parameters(paramLabel = "FILE") Path file) {
    return with(
        options,
        it -> {
          it.acts().onAccounts("user import", List.of());
          PeopleImport task =
              new PeopleImport(it.people(), it.accounts(), ITERATIONS, this::complain);
          PeopleImport.Result result = read(file, task);
          said(
              result.added()
                  + " added, "
                  + result.existing()
                  + " existed already, "
                  + result.refused()
                  + " refused");
          return result.refused() == 0 ? 0 : 1;
        });
  }

  private static PeopleImport.Result read(Path file, PeopleImport task) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return task.read(lines);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(
          file + " is not UTF-8; lines after the last one added are not done", e);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read", e);
    }
  }

  private static Jid known(Context context, String typed) {
    Jid address = context.people().address(typed);
    context.people().requireKnown(address);
    return address;
  }

  private int with(ConfigOptions options, ToIntFunction<Context> work) {
    Settings settings = options.load();
    try (OpenDatabase database = OpenDatabase.join(settings)) {
      AccountStore accounts = new PostgresAccountStore(database.database());
      People people = new People(accounts, settings.root().string("domain"), ITERATIONS);
      return work.applyAsInt(new Context(accounts, people, new Acts(database.config())));
    }
  }

  private int said(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void complain(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }
}
