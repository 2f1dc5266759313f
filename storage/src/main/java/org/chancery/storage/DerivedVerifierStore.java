package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;

/**
 * SCRAM verifiers made from directory passwords, as sealed bytes that only the server can open.
 * Thread-safe; blocks.
 */
public interface DerivedVerifierStore {

  /**
   * A person's verifiers and what they depend on.
   *
   * @param directory the name of the directory that took the password
   * @param entryId the person's entry there
   * @param passwordMark what changes there whenever the password does
   * @param bytes the verifiers, encrypted
   */
  record Sealed(String directory, String entryId, String passwordMark, byte[] bytes) {}

  /** What is kept for a person. */
  Optional<Sealed> find(Jid address);

  /** Of whom something is kept that a directory took. */
  List<Jid> of(String directory);

  /** Replaces it. */
  void put(Jid address, Sealed sealed);

  /**
   * Forgets it.
   *
   * @return false when there was nothing
   */
  boolean remove(Jid address);

  /** Forgets what other directories than these took. */
  void keepOnly(Set<String> directories);
}
