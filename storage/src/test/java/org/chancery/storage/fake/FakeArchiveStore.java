package org.chancery.storage.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.chancery.protocol.Jid;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditPosition;

/** History from a fake record. Thread-safe. */
public final class FakeArchiveStore implements ArchiveStore {
  private final FakeAuditStore record;

  /** Reads this record. */
  public FakeArchiveStore(FakeAuditStore record) {
    this.record = record;
  }

  @Override
  public Page<RoomMessage> room(Jid room, Query query) {
    return page(
        query,
        ofRoom(room)
            .filter(row -> row.entry().visibility().recipient())
            .filter(row -> matches(query, row))
            .map(FakeArchiveStore::roomMessage)
            .toList());
  }

  private static <M extends Recorded> Page<M> page(Query query, List<M> matching) {
    if (matching.size() <= query.limit()) {
      return new Page<>(matching, true);
    }
    int from = query.backwards() ? matching.size() - query.limit() : 0;
    return new Page<>(matching.subList(from, from + query.limit()), false);
  }

  private static boolean matches(Query query, FakeAuditStore.Row row) {
    AuditPosition position = row.position();
    String nick = row.entry().detail().getOrDefault("nick", "");
    return query.start().filter(start -> position.recordedAt().isBefore(start)).isEmpty()
        && query.end().filter(end -> position.recordedAt().isAfter(end)).isEmpty()
        && query.after().filter(after -> position.compareTo(after) <= 0).isEmpty()
        && query.before().filter(before -> position.compareTo(before) >= 0).isEmpty()
        && query.from().filter(from -> !from.bare().equals(sender(row).bare())).isEmpty()
        && query.nick().filter(wanted -> !wanted.equals(nick)).isEmpty()
        && (query.only().isEmpty() || query.only().contains(position));
  }

  private Stream<FakeAuditStore.Row> ofRoom(Jid room) {
    List<FakeAuditStore.Row> rows = record.rows();
    int created = rows.size();
    while (created > 0 && !tellsOfCreation(rows.get(created - 1), room)) {
      created--;
    }
    return rows.stream()
        .skip(created)
        .filter(row -> row.entry().kind() == AuditKind.MESSAGE)
        .filter(row -> row.entry().type().equals("groupchat"))
        .filter(row -> row.entry().to().map(Jid::bare).equals(Optional.of(room.bare())));
  }

  private static boolean tellsOfCreation(FakeAuditStore.Row row, Jid room) {
    AuditEntry entry = row.entry();
    return entry.kind() == AuditKind.ROOM_CHANGE
        && entry.conversation().equals(room.bare().toString())
        && "created".equals(entry.detail().get("event"));
  }

  @Override
  public Optional<RoomMessage> roomMessage(Jid room, AuditPosition position) {
    return ofRoom(room)
        .filter(row -> row.position().equals(position) && row.entry().visibility().recipient())
        .map(FakeArchiveStore::roomMessage)
        .findFirst();
  }

  @Override
  public List<Retraction> retractions(Jid room, List<AuditPosition> positions) {
    List<Retraction> found = new ArrayList<>();
    for (FakeAuditStore.Row change : ofRoom(room).toList()) {
      Optional<AuditEntry.Relation> relation = change.entry().relation();
      for (AuditPosition position : positions) {
        if (relation.isPresent() && relation.get().id().equals(position.stanzaId())) {
          boolean moderated = relation.get().kind().equals("moderates");
          boolean own = relation.get().kind().equals("retracts") && sameSender(change, position);
          if (moderated || own) {
            found.add(new Retraction(position, roomMessage(change), moderated));
          }
        }
      }
    }
    return found;
  }

  private boolean sameSender(FakeAuditStore.Row change, AuditPosition original) {
    return record
        .at(original)
        .filter(row -> sender(row).bare().equals(sender(change).bare()))
        .isPresent();
  }

  private static Jid sender(FakeAuditStore.Row row) {
    return row.entry().from().orElseThrow();
  }

  private static RoomMessage roomMessage(FakeAuditStore.Row row) {
    AuditEntry entry = row.entry();
    return new RoomMessage(
        row.position(),
        sender(row),
        entry.detail().getOrDefault("nick", ""),
        entry.detail().getOrDefault("affiliation", ""),
        entry.detail().getOrDefault("role", ""),
        entry.xml());
  }

  @Override
  public Page<PersonalMessage> personal(Jid account, Personal wanted, Query query) {
    return page(
        query,
        record.rows().stream()
            .filter(row -> shows(account.bare(), wanted, row))
            .filter(row -> matches(query, row))
            .map(row -> new PersonalMessage(row.position(), row.entry().xml()))
            .toList());
  }

  private static boolean shows(Jid account, Personal wanted, FakeAuditStore.Row row) {
    AuditEntry entry = row.entry();
    if (entry.kind() != AuditKind.MESSAGE || entry.type().equals("groupchat")) {
      return false;
    }
    Jid to = entry.to().orElseThrow();
    boolean sent = sender(row).bare().equals(account) && entry.visibility().sender();
    boolean received = to.bare().equals(account) && entry.visibility().recipient();
    return sent && isWith(wanted, to) && says(wanted, entry)
        || received && isWith(wanted, sender(row)) && says(wanted, entry);
  }

  private static boolean isWith(Personal wanted, Jid other) {
    return wanted.with().isEmpty()
        || wanted.with().get().equals(other)
        || wanted.with().get().equals(other.bare());
  }

  private static boolean says(Personal wanted, AuditEntry entry) {
    return wanted.text().isEmpty()
        || entry
            .body()
            .toLowerCase(Locale.ROOT)
            .contains(wanted.text().get().toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<PersonalMessage> personalMessage(Jid account, AuditPosition position) {
    return record.at(position).stream()
        .filter(row -> shows(account.bare(), Personal.ALL, row))
        .map(row -> new PersonalMessage(row.position(), row.entry().xml()))
        .findFirst();
  }
}
