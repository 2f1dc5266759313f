package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Local accounts: SCRAM verifiers, never passwords. Thread-safe; blocks. */
public interface AccountStore {

  /**
   * What a server keeps to check a SCRAM client, RFC 5802 section 3.
   *
   * @param hash {@code SHA-1}, {@code SHA-256} or {@code SHA-512}
   * @param salt random
   * @param iterations of PBKDF2
   * @param storedKey H(ClientKey)
   * @param serverKey HMAC(SaltedPassword, "Server Key")
   */
  record Verifier(String hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

  /**
   * A local account.
   *
   * @param address its bare address
   * @param enabled whether it may log in
   * @param verifiers one for each hash
   */
  record Account(Jid address, boolean enabled, List<Verifier> verifiers) {}

  /** The account, enabled or not. */
  Optional<Account> find(Jid address);

  /** All accounts of a domain in the order of their addresses, without verifiers. */
  List<Account> list(String domain);

  /**
   * Adds an account.
   *
   * @return false when there is one already, and then changes nothing
   */
  boolean add(Jid address, List<Verifier> verifiers);

  /**
   * Adds many accounts in one transaction; those that exist already are left as they are.
   *
   * @return how many were added
   */
  int addAll(List<Account> accounts);

  /**
   * Replaces the verifiers.
   *
   * @return false when there is no such account
   */
  boolean setVerifiers(Jid address, List<Verifier> verifiers);

  /**
   * Allows or forbids logging in.
   *
   * @return false when there is no such account
   */
  boolean setEnabled(Jid address, boolean enabled);

  /**
   * Removes the account; the record of what it said stays.
   *
   * @return false when there is no such account
   */
  boolean remove(Jid address);
}
