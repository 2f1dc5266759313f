package org.chancery.auth;

import java.util.List;
import java.util.Optional;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;

/**
 * Where people are known: the local accounts, an LDAP server, Active Directory. Thread-safe; every
 * method may block on the network and must not be called on an event loop.
 *
 * <p>A directory that cannot be asked is not one that knows nobody: {@link #verify} and {@link
 * #admit} then return {@link Outcome.Unreachable}, the other methods throw {@link
 * DirectoryUnreachableException}.
 */
public interface Directory {

  /** Its name in the configuration and in the record. */
  String name();

  /** Finds a person by bare address. */
  Optional<Person> find(Jid address);

  /**
   * Checks a password; a time-out or an odd answer is {@link Outcome.Unreachable}, never {@link
   * Outcome.Ok}.
   */
  Outcome verify(Jid address, String password);

  /**
   * Whether somebody who has proved by other means to be this person (SCRAM, Kerberos, a
   * certificate) may log in now.
   */
  default Outcome admit(Jid address) {
    try {
      return find(address)
          .<Outcome>map(
              person -> person.enabled() ? new Outcome.Ok(person) : new Outcome.Disabled())
          .orElseGet(Outcome.Unknown::new);
    } catch (DirectoryUnreachableException e) {
      return new Outcome.Unreachable(e.getMessage());
    }
  }

  /**
   * The same for somebody who has proved to know the password of a verifier that some directory of
   * the chain gave: it must be one of this directory, and one still.
   */
  default Outcome admit(Jid address, AccountStore.Verifier proved) {
    Outcome outcome = admit(address);
    return !(outcome instanceof Outcome.Ok) || ScramVerifiers.contain(verifiers(address), proved)
        ? outcome
        : new Outcome.WrongPassword();
  }

  /**
   * The SCRAM verifiers of a person, enabled or not; empty when this directory can only check
   * passwords.
   */
  List<AccountStore.Verifier> verifiers(Jid address);

  /**
   * People of a domain whose address, shown name or mail address contains a text, in no particular
   * order; only those who may log in.
   *
   * @param most how many at most
   */
  default List<Person> search(String domain, String text, int most) {
    return List.of();
  }

  /**
   * A person's picture, usually JPEG; empty when there is none.
   *
   * @throws DirectoryUnreachableException when the directory cannot be asked
   */
  default Optional<byte[]> photo(Jid address) {
    return Optional.empty();
  }

  /**
   * Replaces a person's password, where the directory lets the server do that.
   *
   * @return false when it does not, and then nothing has changed
   * @throws IllegalArgumentException when the password has characters that can't be used
   */
  default boolean setPassword(Jid address, String password) {
    return false;
  }

  /** Whether {@link #verifiers} can ever be other than empty, so that SCRAM may be offered. */
  boolean hasVerifiers();

  /** Whether everybody has verifiers here, so that SCRAM locks nobody out. */
  default boolean everybodyHasVerifiers() {
    return hasVerifiers();
  }
}
