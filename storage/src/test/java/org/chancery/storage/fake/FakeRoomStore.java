package org.chancery.storage.fake;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry.Companion;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore;

/** Rooms in memory, beside a fake record. Thread-safe. */
public final class FakeRoomStore implements RoomStore {
  private static final String SQL = "fake: room";
  private static final String FENCE = "fake: room fence";

  /** What a companion does once its row is on record. */
  @FunctionalInterface
  private interface Change {
    void at(AuditPosition position);
  }

  private final Map<Jid, Stored> rooms = new TreeMap<>();
  private final Map<Jid, Map<Jid, Member>> members = new HashMap<>();
  private final Map<Jid, Long> leases = new HashMap<>();

  /** Takes part in the transactions of the record. */
  public FakeRoomStore(FakeAuditStore record) {
    record.onCompanion(
        (position, companion) -> {
          if (companion.sql().equals(SQL)) {
            apply(position, (Change) companion.arguments().getFirst());
          }
        });
    record.refuseIf(companion -> companion.sql().equals(FENCE) && isLate(companion));
  }

  private synchronized boolean isLate(Companion fence) {
    return !fence.arguments().getLast().equals(leases.get(fence.arguments().getFirst()));
  }

  private synchronized void apply(AuditPosition position, Change change) {
    change.at(position);
  }

  @Override
  public synchronized Optional<Stored> find(Jid room) {
    return Optional.ofNullable(rooms.get(room.bare()));
  }

  @Override
  public synchronized List<Member> members(Jid room) {
    return members.getOrDefault(room.bare(), Map.of()).values().stream()
        .sorted(Comparator.comparing(Member::changed).thenComparing(Member::person))
        .toList();
  }

  @Override
  public synchronized List<Listed> list(String domain) {
    return rooms.values().stream()
        .filter(room -> room.address().domain().equals(domain))
        .map(room -> new Listed(room.address(), room.locked(), room.settings()))
        .sorted(Comparator.comparing(Listed::address))
        .toList();
  }

  @Override
  public synchronized int countCreatedBy(Jid person) {
    return (int)
        rooms.values().stream().filter(room -> room.creator().equals(person.bare())).count();
  }

  @Override
  public synchronized Map<Jid, String> affiliationsOf(Jid person) {
    Map<Jid, String> found = new HashMap<>();
    members.forEach(
        (room, all) -> {
          Member member = all.get(person.bare());
          if (member != null && !member.affiliation().equals("none")) {
            found.put(room, member.affiliation());
          }
        });
    return found;
  }

  @Override
  public synchronized long takeLease(Jid room, int node) {
    return leases.merge(room.bare(), 1L, Long::sum);
  }

  @Override
  public Companion fence(Jid room, long epoch) {
    return new Companion(FENCE, List.of(room.bare(), epoch));
  }

  @Override
  public Companion create(Stored room) {
    return companion(position -> rooms.put(room.address(), room));
  }

  @Override
  public Companion configure(Jid room, Map<String, String> settings, boolean locked) {
    return change(
        room,
        (position, old) ->
            new Stored(
                old.address(),
                old.creator(),
                old.createdAt(),
                locked,
                Map.copyOf(settings),
                Objects.equals(old.settings().get("whois"), settings.get("whois"))
                    ? old.whoisSince()
                    : position,
                old.subject(),
                old.vcard(),
                old.secret()));
  }

  @Override
  public Companion setSubject(Jid room, Subject subject) {
    return change(
        room,
        (_, old) ->
            new Stored(
                old.address(),
                old.creator(),
                old.createdAt(),
                old.locked(),
                old.settings(),
                old.whoisSince(),
                Optional.of(subject),
                old.vcard(),
                old.secret()));
  }

  @Override
  public Companion setVcard(Jid room, String vcard) {
    return change(
        room,
        (_, old) ->
            new Stored(
                old.address(),
                old.creator(),
                old.createdAt(),
                old.locked(),
                old.settings(),
                old.whoisSince(),
                old.subject(),
                vcard,
                old.secret()));
  }

  @Override
  public Companion setMember(Jid room, Member member) {
    return companion(
        position ->
            members
                .computeIfAbsent(room.bare(), key -> new TreeMap<>())
                .put(
                    member.person().bare(),
                    new Member(
                        member.person().bare(),
                        member.affiliation(),
                        member.nick(),
                        member.reason(),
                        member.group(),
                        position)));
  }

  @Override
  public Companion destroy(Jid room) {
    return companion(
        position -> {
          rooms.remove(room.bare());
          members.remove(room.bare());
        });
  }

  private Companion change(Jid room, BiFunction<AuditPosition, Stored, Stored> change) {
    return companion(
        position -> rooms.computeIfPresent(room.bare(), (key, old) -> change.apply(position, old)));
  }

  private static Companion companion(Change change) {
    return new Companion(SQL, List.of(change));
  }
}
