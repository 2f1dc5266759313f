package org.chancery.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/**
 * Passwords that people made for single devices: verifiers, never passwords. Thread-safe; blocks.
 */
public interface DevicePasswordStore {

  /**
   * One device's password.
   *
   * @param id names it in commands
   * @param entryId the owner's entry in the directory; empty for accounts kept here
   * @param name what its owner calls it
   * @param createdAt when it was made
   * @param lastUsedAt when somebody logged in with it last
   * @param verifiers one for each hash
   */
  record DevicePassword(
      UUID id,
      String entryId,
      String name,
      Instant createdAt,
      Optional<Instant> lastUsedAt,
      List<Verifier> verifiers) {}

  /** All that a person has, oldest first. */
  List<DevicePassword> list(Jid owner);

  /**
   * Adds one.
   *
   * @param most how many a person may have
   * @return false when there are that many already, and then changes nothing
   */
  boolean add(Jid owner, DevicePassword password, int most);

  /** Notes that somebody has logged in with one. */
  void used(Jid owner, UUID id, Instant at);

  /**
   * Revokes one.
   *
   * @return false when there is no such
   */
  boolean remove(Jid owner, UUID id);
}
