package org.chancery.storage;

import java.time.Instant;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** When accounts were online last (XEP-0012). Thread-safe; blocks. */
public interface ActivityStore {

  /**
   * When and how an account went.
   *
   * @param at when
   * @param status what it said when it went; empty for nothing
   */
  record Left(Instant at, String status) {}

  /** Notes that an account has gone; replaces what was noted before. */
  void left(Jid account, Left left);

  /** When it went last; empty when it never did. */
  Optional<Left> last(Jid account);
}
