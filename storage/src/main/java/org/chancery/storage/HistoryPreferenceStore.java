package org.chancery.storage;

import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;

/** Whose messages people want in their own history (XEP-0441). Thread-safe; blocks. */
public interface HistoryPreferenceStore {

  /** For whom neither list names. */
  enum Default {
    /** Everybody's messages show. */
    ALWAYS,
    /** Nobody's do. */
    NEVER,
    /** Those of contacts do. */
    ROSTER
  }

  /**
   * What one person wants.
   *
   * @param usually for whom neither list names
   * @param always whose messages show in any case: a bare address with all its devices, or a full
   *     one
   * @param never whose messages never show, in the same way
   */
  record Preferences(Default usually, Set<Jid> always, Set<Jid> never) {
    /** What holds for people who have said nothing: everything shows. */
    public static final Preferences ALL = new Preferences(Default.ALWAYS, Set.of(), Set.of());
  }

  /** What a person has asked for, if anything. */
  Optional<Preferences> find(Jid account);

  /** Replaces it. */
  void put(Jid account, Preferences preferences);

  /** Forgets it. */
  void remove(Jid account);
}
