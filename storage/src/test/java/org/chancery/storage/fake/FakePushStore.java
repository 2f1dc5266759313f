package org.chancery.storage.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.PushStore;

/** Push registrations in memory. Thread-safe: one call at a time. */
public final class FakePushStore implements PushStore {
  private static final Comparator<Registration> ORDER =
      Comparator.comparing(Registration::service).thenComparing(Registration::node);

  private final List<Registration> kept = new ArrayList<>();

  @Override
  public synchronized List<Registration> of(Jid account) {
    return kept.stream()
        .filter(each -> each.device().bare().equals(account.bare()))
        .sorted(ORDER)
        .toList();
  }

  @Override
  public synchronized void put(Registration registration) {
    remove(registration.device(), registration.service(), Optional.of(registration.node()));
    kept.add(registration);
  }

  @Override
  public synchronized void remove(Jid account, Jid service, Optional<String> node) {
    kept.removeIf(
        each ->
            each.device().bare().equals(account.bare())
                && each.service().equals(service)
                && node.filter(name -> !name.equals(each.node())).isEmpty());
  }

  @Override
  public synchronized void removeAll(Jid account) {
    kept.removeIf(each -> each.device().bare().equals(account.bare()));
  }
}
