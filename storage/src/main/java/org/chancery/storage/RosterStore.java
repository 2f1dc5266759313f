package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;

/** Rosters and subscriptions, RFC 6121 sections 2 and 3. Thread-safe; blocks. */
public interface RosterStore {

  /** The state of a subscription between an account and a contact, RFC 6121 section 2.1.2.5. */
  enum Subscription {
    NONE,
    TO,
    FROM,
    BOTH
  }

  /**
   * One contact.
   *
   * @param contact its bare address
   * @param name the name that the person gave it; empty for none
   * @param subscription who sees whom
   * @param ask whether a subscription request of ours is under way ({@code ask='subscribe'})
   * @param approved whether the contact's future request is approved in advance (section 3.4)
   * @param groups the groups it is shown in
   * @param requested the contact's own unanswered request, as its stanza; empty for none. Such an
   *     item may be known only by that ({@code None + Pending In}): then it is not shown in the
   *     roster
   * @param listed whether it is part of the roster, or only remembered for {@code requested}
   */
  record Item(
      Jid contact,
      String name,
      Subscription subscription,
      boolean ask,
      boolean approved,
      Set<String> groups,
      Optional<String> requested,
      boolean listed) {}

  /**
   * What changed since a version the client has.
   *
   * @param version the version the client has afterwards
   * @param changed items added or changed, in the order of their changes
   * @param removed contacts that are gone
   */
  record Changes(long version, List<Item> changed, List<Jid> removed) {}

  /** All items, listed or not. */
  List<Item> load(Jid owner);

  /** The roster's version; rises by each change, 0 when there never was one. */
  long version(Jid owner);

  /**
   * What changed after {@code version}; empty when that is unknown or too old, so that the whole
   * roster must be sent.
   */
  Optional<Changes> changesSince(Jid owner, long version);

  /**
   * Adds or replaces an item.
   *
   * @return the roster's new version
   */
  long put(Jid owner, Item item);

  /**
   * Removes an item.
   *
   * @return the roster's new version; empty if there was none
   */
  Optional<Long> remove(Jid owner, Jid contact);
}
