package org.chancery.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.chancery.bench.client.Account;
import picocli.CommandLine.Option;

/** The accounts of the benchmark: {@code bench1}, {@code bench2}, ... with passwords made alike. */
final class People {
  @Option(
      names = "--domain",
      defaultValue = "localhost",
      description = "The XMPP domain (${DEFAULT-VALUE}).")
  private String domain = "localhost";

  String domain() {
    return domain;
  }

  /** The account of that number. */
  Account account(int number) {
    return new Account("bench" + number, domain, "secret-" + number);
  }

  /** The first {@code count} accounts. */
  List<Account> first(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(this::account).toList();
  }
}
