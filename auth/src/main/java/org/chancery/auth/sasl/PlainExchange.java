package org.chancery.auth.sasl;

import java.util.Optional;
import org.chancery.auth.Directories;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.device.DevicePasswords;

/** PLAIN, RFC 4616: {@code [authzid] NUL authcid NUL password}. */
final class PlainExchange implements SaslExchange {
  private static final int LONGEST_PART = 1023;

  private final Directories directories;
  private final Optional<DevicePasswords> devices;
  private final String domain;

  PlainExchange(Directories directories, Optional<DevicePasswords> devices, String domain) {
    this.directories = directories;
    this.devices = devices;
    this.domain = domain;
  }

  @Override
  public Optional<String> claims(byte[] data) {
    try {
      String[] parts = Utf8.decode(data).split("\0", -1);
      return parts.length == 3 ? Account.named(parts[1], domain).key() : Optional.empty();
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  @Override
  public Step respond(byte[] data) {
    try {
      String[] parts = Utf8.decode(data).split("\0", -1);
      if (parts.length != 3 || parts[1].isEmpty()) {
        return Failures.malformed("PLAIN takes a user name and a password.", "");
      }
      return check(parts[0], parts[1], parts[2]);
    } catch (MalformedMessageException e) {
      return Failures.malformed(e.getMessage(), "");
    } catch (DirectoryUnreachableException e) {
      return Failures.of(new Outcome.Unreachable(e.getMessage()), "");
    }
  }

  private Step check(String authzid, String name, String password) {
    if (authzid.length() > LONGEST_PART
        || name.length() > LONGEST_PART
        || password.length() > LONGEST_PART) {
      return Failures.malformed("The message is too long.", "");
    }
    Account account = Account.named(name, domain);
    if (!account.mayActAs(authzid)) {
      return Failures.invalidAuthzid(name);
    }
    // A directory would take a bind without a password as anonymous, and answer "ok" (RFC 4513
    // section 5.1.2).
    if (password.isEmpty()) {
      return Failures.of(new Outcome.WrongPassword(), name);
    }
    if (devices.isPresent() && DevicePasswords.isOne(password)) {
      return byDevice(account, password);
    }
    Outcome outcome =
        account
            .address()
            .map(address -> directories.verify(address, password))
            .orElseGet(Outcome.Unknown::new);
    return outcome instanceof Outcome.Ok(var person)
        ? new Success(person.address(), new byte[0])
        : Failures.of(outcome, name);
  }

  /** A device's password never reaches a directory, where a revoked one would lock the account. */
  private Step byDevice(Account account, String password) {
    return account
        .address()
        .flatMap(owner -> devices.flatMap(all -> all.matching(owner, password)))
        .map(device -> Proven.step(device.admit(), device.owner(), device))
        .orElseGet(() -> Failures.of(new Outcome.WrongPassword(), account.name()));
  }
}
