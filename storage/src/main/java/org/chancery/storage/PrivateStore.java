package org.chancery.storage;

import java.util.Optional;
import org.chancery.protocol.Jid;

/** XML that a person's clients keep for themselves (XEP-0049). Thread-safe; blocks. */
public interface PrivateStore {

  /** What is kept under an element's name and namespace. */
  Optional<String> find(Jid owner, String namespace, String name);

  /**
   * Replaces it.
   *
   * @param most how many bytes all that an account keeps may have
   * @return false when it would be more, and then changes nothing
   */
  boolean put(Jid owner, String namespace, String name, String xml, long most);

  /** Removes everything that an account keeps. */
  void removeAll(Jid owner);
}
