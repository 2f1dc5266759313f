package org.chancery.server.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;

/**
 * Reads lines of {@code address,password} and adds an account for each that does not exist yet. A
 * line is done or it is not, and each that is not is reported with its number, never with its
 * password. Deriving verifiers is what takes the time; that is done on all processors.
 */
final class PeopleImport {

  private static final int BATCH = 1_000;

  /**
   * What became of the lines.
   *
   * @param added new accounts
   * @param existing lines whose account was there already, which is left as it is
   * @param refused lines that could not be done
   */
  record Result(int added, int existing, int refused) {}

  private record Line(int number, Jid address, String password) {}

  private record Derived(Line line, Optional<Account> account, String problem) {}

  private final People people;
  private final AccountStore accounts;
  private final int iterations;
  private final Consumer<String> report;
  private final Set<Jid> known = new HashSet<>();
  private final List<Line> waiting = new ArrayList<>();
  private int added;
  private int existing;
  private int refused;

  /**
   * Prepares an import.
   *
   * @param report told about each line that is not done
   */
  PeopleImport(People people, AccountStore accounts, int iterations, Consumer<String> report) {
    this.people = people;
    this.accounts = accounts;
    this.iterations = iterations;
    this.report = report;
  }

  /** Does the whole of it, in transactions of {@value #BATCH} accounts. */
  Result read(BufferedReader lines) throws IOException {
    people.list().forEach(it -> known.add(it.address()));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      read(number, number == 1 ? withoutMark(line) : line);
      if (waiting.size() == BATCH) {
        flush();
      }
    }
    flush();
    return new Result(added, existing, refused);
  }

  /** Some editors begin a file with a byte order mark. */
  private static String withoutMark(String line) {
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }

  private void read(int number, String line) {
    if (line.isBlank()) {
      return;
    }
    int comma = line.indexOf(',');
    if (comma < 0) {
      refuse(number, "is not address,password");
      return;
    }
    try {
      Jid address = people.address(line.substring(0, comma).strip());
      if (known.add(address)) {
        waiting.add(new Line(number, address, line.substring(comma + 1)));
      } else {
        existing++;
        report.accept("line " + number + ": " + address + " exists already");
      }
    } catch (CommandFailure e) {
      refuse(number, e.getMessage());
    }
  }

  private void refuse(int number, String why) {
    refused++;
    report.accept("line " + number + ": " + why);
  }

  private void flush() {
    List<Account> ready = new ArrayList<>();
    for (Derived each : waiting.parallelStream().map(this::derive).toList()) {
      each.account()
          .ifPresentOrElse(ready::add, () -> refuse(each.line().number(), each.problem()));
    }
    added += accounts.addAll(ready);
    waiting.clear();
  }

  private Derived derive(Line line) {
    try {
      Account account =
          new Account(line.address(), true, ScramVerifiers.derive(line.password(), iterations));
      return new Derived(line, Optional.of(account), "");
    } catch (IllegalArgumentException e) {
      return new Derived(line, Optional.empty(), e.getMessage());
    }
  }
}
