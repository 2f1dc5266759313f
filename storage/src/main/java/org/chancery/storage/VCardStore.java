package org.chancery.storage;

import java.util.Optional;
import org.chancery.protocol.Jid;

/** What people say about themselves (XEP-0054), as XML. Thread-safe; blocks. */
public interface VCardStore {

  /** The vCard that an account has set. */
  Optional<String> find(Jid account);

  /** Replaces it. */
  void put(Jid account, String xml);

  /** Removes it. */
  void remove(Jid account);
}
