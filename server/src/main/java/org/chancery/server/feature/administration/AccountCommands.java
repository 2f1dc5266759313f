package org.chancery.server.feature.administration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.chancery.auth.Directories;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.commands.Command.Done;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.AccountStore.Verifier;

/**
 * Commands about the accounts that the server keeps itself; people of a directory are managed
 * there. Each is on record before it is done.
 */
final class AccountCommands {
  private static final int SHORTEST = 8;
  private static final FormField ACCOUNT =
      FormField.address("accountjid", "The account's address", "").mandatory();
  private static final FormField ACCOUNTS =
      FormField.addresses("accountjids", "The accounts' addresses", List.of()).mandatory();
  private static final FormField PASSWORD =
      FormField.secret("password", "The password").mandatory();

  private final AccountStore accounts;
  private final Directories directories;
  private final Set<String> domains;
  private final AdminLog log;
  private final Consumer<Jid> forget;
  private final BiConsumer<Jid, String> endSessions;

  AccountCommands(
      AccountStore accounts,
      Directories directories,
      Set<String> domains,
      AdminLog log,
      Consumer<Jid> forget,
      BiConsumer<Jid, String> endSessions) {
    this.accounts = accounts;
    this.directories = directories;
    this.domains = domains;
    this.log = log;
    this.forget = forget;
    this.endSessions = endSessions;
  }

  /** What is asked for a new account. */
  List<FormField> newAccount() {
    return List.of(
        ACCOUNT, PASSWORD, FormField.secret("password-verify", "The password once more"));
  }

  /** What is asked for a new password. */
  List<FormField> newPassword() {
    return List.of(ACCOUNT, PASSWORD);
  }

  /** What is asked to name one account. */
  List<FormField> one() {
    return List.of(ACCOUNT);
  }

  /** What is asked to name some accounts. */
  List<FormField> some() {
    return List.of(ACCOUNTS);
  }

  Done add(Origin admin, DataForm form) {
    Jid account = account(form);
    boolean same =
        form.value("password-verify")
            .map(again -> again.equals(form.value("password").orElse("")))
            .orElse(true);
    if (!same) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "The two passwords are not the same.");
    }
    List<Verifier> verifiers = verifiers(form);
    if (directories.find(account).isPresent()) {
      throw new StanzaException(Condition.CONFLICT, "There is somebody of that address already.");
    }
    log.note(admin, "account added", account);
    if (!accounts.add(account, verifiers)) {
      throw new StanzaException(Condition.CONFLICT, "There is such an account already.");
    }
    return Done.saying("The account has been added.");
  }

  Done password(Origin admin, DataForm form) {
    Jid account = existing(account(form));
    List<Verifier> verifiers = verifiers(form);
    log.note(admin, "password set", account);
    accounts.setVerifiers(account, verifiers);
    return Done.saying("The password has been changed.");
  }

  Done delete(Origin admin, DataForm form) {
    for (Jid account : existing(form)) {
      log.note(admin, "account removed", account);
      accounts.remove(account);
      endSessions.accept(account, "account removed");
      forget.accept(account);
    }
    return Done.saying("Gone. What was written stays on record.");
  }

  Done disable(Origin admin, DataForm form) {
    for (Jid account : existing(form)) {
      log.note(admin, "account disabled", account);
      accounts.setEnabled(account, false);
      endSessions.accept(account, "account disabled");
    }
    return Done.saying("Nobody can log in there any more.");
  }

  Done enable(Origin admin, DataForm form) {
    for (Jid account : existing(form)) {
      log.note(admin, "account enabled", account);
      accounts.setEnabled(account, true);
    }
    return Done.saying("Logging in is possible again.");
  }

  /**
   * Ends the sessions of anybody, whoever keeps the account; an address with a resource ends one.
   */
  Done endSession(Origin admin, DataForm form) {
    for (String text : form.values("accountjids")) {
      Jid address = address(text);
      log.note(admin, "sessions ended", address);
      endSessions.accept(address, "ended by an administrator");
    }
    return Done.saying("The sessions have been ended.");
  }

  List<Account> registered() {
    return domains.stream().sorted().flatMap(domain -> accounts.list(domain).stream()).toList();
  }

  // ---- reading forms ----

  private Jid account(DataForm form) {
    Jid address = address(form.value("accountjid").orElse("")).bare();
    if (address.local().isEmpty() || !domains.contains(address.domain())) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Only accounts of this server's domain can be changed here.");
    }
    return address;
  }

  private static Jid address(String text) {
    try {
      return Jid.of(text.strip());
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "That is no address.");
    }
  }

  private List<Jid> existing(DataForm form) {
    List<Jid> named =
        form.values("accountjids").stream()
            .map(AccountCommands::address)
            .map(Jid::bare)
            .map(this::existing)
            .toList();
    if (named.isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "No account is named.");
    }
    return named;
  }

  private Jid existing(Jid account) {
    Optional<Account> found = accounts.find(account);
    if (found.isPresent()) {
      return account;
    }
    throw directories.find(account).isPresent()
        ? new StanzaException(
            Condition.NOT_ALLOWED, "That person is kept in a directory and must be changed there.")
        : new StanzaException(Condition.ITEM_NOT_FOUND, "There is no such account.");
  }

  private static List<Verifier> verifiers(DataForm form) {
    String password = form.value("password").orElse("");
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The password needs at least " + SHORTEST + " characters.");
    }
    try {
      return ScramVerifiers.derive(password, ScramVerifiers.DEFAULT_ITERATIONS);
    } catch (IllegalArgumentException e) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The password has characters that can't be used.");
    }
  }
}
