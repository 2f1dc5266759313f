package org.chancery.storage;

import java.util.Collection;
import java.util.Set;
import org.chancery.protocol.Jid;

/** Whom accounts have blocked (XEP-0191). Thread-safe; blocks. */
public interface BlocklistStore {

  /** Everybody that the account has blocked: full or bare addresses, or domains. */
  Set<Jid> blocked(Jid account);

  /** Blocks these too; doing it twice changes nothing. */
  void block(Jid account, Collection<Jid> addresses);

  /** Blocks these no more. */
  void unblock(Jid account, Collection<Jid> addresses);
}
