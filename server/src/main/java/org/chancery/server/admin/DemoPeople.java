package org.chancery.server.admin;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.Secrets;

/**
 * The people that {@code run --demo} makes; their passwords are kept, so that they are the same at
 * every start.
 */
final class DemoPeople {

  private static final List<String> NAMES = List.of("alice", "bob", "carol");
  private static final String CONSONANTS = "bdfgklmnprstvz";
  private static final String VOWELS = "aeiou";
  private static final int WORDS = 3;
  private static final int SYLLABLES = 3;

  private final AccountStore accounts;
  private final People people;
  private final Secrets secrets;
  private final Consumer<Jid> beforeAdding;

  /**
   * Over a store.
   *
   * @param beforeAdding puts on record that an account is about to be made
   */
  DemoPeople(AccountStore accounts, People people, Secrets secrets, Consumer<Jid> beforeAdding) {
    this.accounts = accounts;
    this.people = people;
    this.secrets = secrets;
    this.beforeAdding = beforeAdding;
  }

  /** Makes who is missing; a line for each, as people need it to log in. */
  List<String> lines() {
    return NAMES.stream().map(this::line).toList();
  }

  private String line(String name) {
    Jid address = people.address(name);
    String secret = "demo-" + name;
    String password = secrets.read(secret).orElseGet(() -> secrets.keep(secret, pronounceable()));
    Optional<Account> account = accounts.find(address);
    if (account.isEmpty()) {
      beforeAdding.accept(address);
      people.add(address, password);
    }
    boolean changed = account.filter(it -> !isPassword(it, password)).isPresent();
    return address + "  password: " + (changed ? "(changed by an administrator)" : password);
  }

  private static boolean isPassword(Account account, String password) {
    return account.verifiers().stream()
        .findFirst()
        .filter(it -> ScramVerifiers.matches(it, password))
        .isPresent();
  }

  /** About 55 random bits that can be read aloud and typed. */
  private static String pronounceable() {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < WORDS; word++) {
      text.append(word == 0 ? "" : "-");
      for (int syllable = 0; syllable < SYLLABLES; syllable++) {
        text.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
        text.append(VOWELS.charAt(random.nextInt(VOWELS.length())));
      }
    }
    return text.toString();
  }
}
