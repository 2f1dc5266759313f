package org.chancery.server.feature.archive;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.IqRequest;
import org.chancery.storage.AuditEntry.Visibility;
import org.chancery.storage.HistoryPreferenceStore;
import org.chancery.storage.HistoryPreferenceStore.Default;
import org.chancery.storage.HistoryPreferenceStore.Preferences;

/**
 * Whose messages people want in their own history (XEP-0441), where the company lets them choose.
 * It decides what shows there from now on, and nothing else: the record holds everything.
 * Thread-safe.
 */
final class HistoryPreferences {
  private static final String NAMESPACE = ArchiveQuery.NAMESPACE;
  private static final int ACCOUNTS = 100_000;
  private static final int LONGEST_LIST = 1_000;

  private final HistoryPreferenceStore store;
  private final boolean free;
  private final BiPredicate<Jid, Jid> areContacts;
  private final LoadingCache<Jid, Preferences> cache;

  /**
   * Over a store.
   *
   * @param free whether people may choose
   * @param areContacts whether the first has the second in the contact list
   */
  HistoryPreferences(
      HistoryPreferenceStore store, boolean free, BiPredicate<Jid, Jid> areContacts) {
    this.store = store;
    this.free = free;
    this.areContacts = areContacts;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(ACCOUNTS)
            .build(account -> store.find(account).orElse(Preferences.ALL));
  }

  /** What is left of a message's visibility once both sides' wishes are heard. */
  Visibility narrowed(Visibility shown, Jid from, Jid to) {
    return free && !shown.equals(Visibility.RECORD_ONLY)
        ? new Visibility(
            shown.sender() && wants(from.bare(), to), shown.recipient() && wants(to.bare(), from))
        : shown;
  }

  private boolean wants(Jid account, Jid other) {
    Preferences wanted = cache.get(account);
    if (names(wanted.never(), other)) {
      return false;
    }
    return names(wanted.always(), other)
        || switch (wanted.usually()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case ROSTER -> account.equals(other.bare()) || areContacts.test(account, other);
        };
  }

  private static boolean names(Set<Jid> list, Jid other) {
    return !list.isEmpty() && (list.contains(other) || list.contains(other.bare()));
  }

  void forget(Jid account) {
    store.remove(account);
    cache.invalidate(account.bare());
  }

  // ---- requests ----

  Iq read(IqRequest request) {
    Preferences wanted = free ? cache.get(request.asker()) : Preferences.ALL;
    Element prefs =
        Element.builder("prefs", NAMESPACE)
            .attribute("default", wanted.usually().name().toLowerCase(Locale.ROOT))
            .add(list("always", wanted.always()))
            .add(list("never", wanted.never()))
            .build();
    return request.iq().result(prefs);
  }

  Iq change(IqRequest request) {
    Preferences wanted =
        new Preferences(
            usually(request.payload()),
            addresses(request.payload(), "always"),
            addresses(request.payload(), "never"));
    if (free) {
      store.put(request.asker(), wanted);
      cache.invalidate(request.asker());
    } else if (wanted.usually() != Default.ALWAYS || !wanted.never().isEmpty()) {
      throw new StanzaException(
          Condition.NOT_ALLOWED,
          "What shows in history here is decided by the company, not by each person.");
    }
    return read(request);
  }

  private static Element list(String name, Set<Jid> addresses) {
    Element.Builder list = Element.builder(name, NAMESPACE);
    addresses.stream().sorted().forEach(address -> list.add("jid", address.toString()));
    return list.build();
  }

  private static Default usually(Element prefs) {
    return switch (prefs.attribute("default").orElse("")) {
      case "always" -> Default.ALWAYS;
      case "never" -> Default.NEVER;
      case "roster" -> Default.ROSTER;
      default -> throw new StanzaException(Condition.BAD_REQUEST);
    };
  }

  private static Set<Jid> addresses(Element prefs, String list) {
    Set<Jid> addresses = new HashSet<>();
    try {
      prefs
          .child(list, NAMESPACE)
          .ifPresent(
              found ->
                  found
                      .children("jid", NAMESPACE)
                      .forEach(jid -> addresses.add(Jid.of(jid.text().strip()))));
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED);
    }
    if (addresses.size() > LONGEST_LIST) {
      throw new StanzaException(Condition.RESOURCE_CONSTRAINT);
    }
    return Set.copyOf(addresses);
  }
}
