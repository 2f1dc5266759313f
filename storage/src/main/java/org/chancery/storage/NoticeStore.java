package org.chancery.storage;

import java.util.Optional;
import org.chancery.protocol.Jid;

/** Who has been sent which version of the notice that people are on record. Thread-safe; blocks. */
public interface NoticeStore {

  /** The version that a person was sent last. */
  Optional<String> lastSent(Jid person);

  /** The row to be written together with the audit row of the message that has the notice. */
  AuditEntry.Companion sent(Jid person, String version);

  /** Forgets that a person was sent one: whoever gets the address next is a stranger to it. */
  void remove(Jid person);
}
