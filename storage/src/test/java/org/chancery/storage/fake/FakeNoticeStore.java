package org.chancery.storage.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.NoticeStore;

/** Who has been sent the notice, in memory, over a fake record. Thread-safe. */
public final class FakeNoticeStore implements NoticeStore {
  private static final String SQL = "fake: notice";

  private final Map<Jid, String> versions = new ConcurrentHashMap<>();

  /** Takes part in the transactions of the record. */
  public FakeNoticeStore(FakeAuditStore record) {
    record.onCompanion(
        (position, companion) -> {
          if (companion.sql().equals(SQL)) {
            versions.put(
                (Jid) companion.arguments().getFirst(), (String) companion.arguments().getLast());
          }
        });
  }

  @Override
  public Optional<String> lastSent(Jid person) {
    return Optional.ofNullable(versions.get(person.bare()));
  }

  @Override
  public AuditEntry.Companion sent(Jid person, String version) {
    return new AuditEntry.Companion(SQL, List.of(person.bare(), version));
  }

  @Override
  public void remove(Jid person) {
    versions.remove(person.bare());
  }
}
