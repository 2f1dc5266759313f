package org.chancery.auth;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;

/**
 * Where people are known: the local accounts, an LDAP server, Active Directory. Thread-safe; every
 * method may block on the network and must not be called on an event loop.
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

  /** The SCRAM verifiers of a person; empty when this directory can only check passwords. */
  List<AccountStore.Verifier> verifiers(Jid address);

  /** Whether {@link #verifiers} can ever be other than empty, so that SCRAM may be offered. */
  boolean hasVerifiers();
}
