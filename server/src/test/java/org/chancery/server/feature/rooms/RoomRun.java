package org.chancery.server.feature.rooms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;

/**
 * One seeded run: people with several devices enter a room, talk, change nicknames, leave, lose
 * their connections; now and then the server is killed. Nobody waits for anybody, so their stanzas
 * meet in the server. From time to time everybody looks around, and what they have seen is compared
 * with the record.
 */
final class RoomRun {
  private static final int STEPS = 60;
  private static final int SHOWN_ON_ENTERING = 20;
  private static final String JOIN =
      "<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>";

  private final long seed;
  private final Random random;
  private final TestServer server;
  private final Supplier<RecordedRoom> record;
  private final List<RoomVisitor> visitors =
      Stream.of("alice/desk", "alice/phone", "bob/desk", "bob/phone", "carol/desk", "dave/desk")
          .map(RoomVisitor::new)
          .toList();
  private int said;

  RoomRun(long seed, TestServer server, Supplier<RecordedRoom> record) {
    this.seed = seed;
    this.random = new Random(seed);
    this.server = server;
    this.record = record;
  }

  /** Plays it to the end. */
  void play() {
    try (TestClient eve = server.online("eve")) {
      eve.sends(RoomTalk.join("eve"));
      RoomTalk.untilSelf(eve);
      RoomTalk.configures(eve);
      eve.logsOut();
    }
    for (int i = 0; i < STEPS; i++) {
      step(visitors.get(random.nextInt(visitors.size())));
    }
    everybodyAgrees();
  }

  private void step(RoomVisitor visitor) {
    int dice = random.nextInt(100);
    if (dice < 3) {
      everybodyAgrees();
      visitors.forEach(RoomVisitor::isCutOff);
      server.crashes();
      return;
    }
    if (!visitor.connected()) {
      visitor.connects(
          server.online(visitor.person() + visitor.address().replaceFirst(".*/", "/")));
    }
    if (dice < 45) {
      visitor.says("s" + seed + "-" + said++);
    } else if (dice < 70) {
      visitor.sends(JOIN.formatted(RoomTalk.ROOM, nick(visitor)));
    } else if (dice < 79) {
      visitor.sends("<presence type='unavailable' to='%s/x'/>".formatted(RoomTalk.ROOM));
    } else if (dice < 89) {
      visitor.sends("<presence to='%s/%s'/>".formatted(RoomTalk.ROOM, nick(visitor)));
    } else if (dice < 95) {
      visitor.isCutOff();
    } else {
      everybodyAgrees();
    }
  }

  /** One of two of its own, seldom somebody else's. */
  private String nick(RoomVisitor visitor) {
    String person =
        random.nextInt(10) == 0
            ? visitors.get(random.nextInt(visitors.size())).person()
            : visitor.person();
    return random.nextBoolean() ? person : person + "-2";
  }

  // ---- the comparison ----

  /** Who was cut off is gone within a bound; until then others may still see that device. */
  private void everybodyAgrees() {
    Instant deadline = Instant.now().plus(TestServer.patience());
    List<String> differences = differences();
    while (!differences.isEmpty() && Instant.now().isBefore(deadline)) {
      differences = differences();
    }
    if (!differences.isEmpty()) {
      throw new AssertionError("seed " + seed + ":\n  " + String.join("\n  ", differences));
    }
    visitors.forEach(visitor -> visitor.unanswered().clear());
  }

  private List<String> differences() {
    visitors.forEach(RoomVisitor::looks);
    visitors.forEach(RoomVisitor::looks); // what others did just before they looked
    RecordedRoom room = record.get();
    List<String> found = new ArrayList<>(room.wrongAudiences());
    room.doubled().forEach(body -> found.add("twice on record: " + body));
    Map<String, String> occupants = room.occupants();
    for (RoomVisitor visitor : visitors) {
      compareView(visitor, occupants, found);
      visitor.visits().forEach(visit -> compareVisit(visitor, visit, room, found));
      compareAnswers(visitor, room.messages(RecordedRoom.Row::body), found);
    }
    return found;
  }

  private static void compareView(
      RoomVisitor visitor, Map<String, String> occupants, List<String> found) {
    String who = visitor.address();
    if (visitor.inside() != occupants.containsKey(who)) {
      found.add(who + " is inside: " + visitor.inside() + ", on record: " + occupants.keySet());
    } else if (visitor.inside() && !new TreeSet<>(occupants.values()).equals(visitor.nicks())) {
      found.add(who + " sees " + visitor.nicks() + ", on record: " + occupants);
    }
  }

  private static void compareAnswers(
      RoomVisitor visitor, Collection<String> recorded, List<String> found) {
    for (String body : visitor.unanswered()) {
      if (recorded.contains(body) == visitor.refused().contains(body)) {
        found.add(
            "%s is on record: %s, refused: %s"
                .formatted(body, recorded.contains(body), visitor.refused().contains(body)));
      }
    }
  }

  /** What a visit showed is one piece of the record, from the history before it to its end. */
  private static void compareVisit(
      RoomVisitor visitor, RoomVisitor.Visit visit, RecordedRoom room, List<String> found) {
    List<Long> recorded = room.messages(RecordedRoom.Row::position);
    List<Long> seen = visit.all();
    int from = seen.isEmpty() ? recorded.size() : recorded.indexOf(seen.getFirst());
    int to = from + seen.size();
    String what = visitor.address() + " saw " + seen.size() + " messages ";
    if (from < 0 || to > recorded.size() || !recorded.subList(from, to).equals(seen)) {
      found.add(what + "that are no piece of the record: " + seen + " of " + recorded);
      return;
    }
    if (seen.isEmpty() && visit.end != RoomVisitor.End.OPEN) {
      return;
    }
    int entry = from + visit.history.size();
    if (visit.end != RoomVisitor.End.CUT_OFF
        && visit.history.size() != Math.min(SHOWN_ON_ENTERING, entry)) {
      found.add(what + "with too little history");
    }
    long before = entry == 0 ? 0 : recorded.get(entry - 1);
    long after = visit.live.isEmpty() ? Long.MAX_VALUE : visit.live.getFirst();
    if (!room.has(List.of("entered"), visitor.address(), before, after)) {
      found.add(what + "and did not enter where they begin");
    }
    long next = to == recorded.size() ? Long.MAX_VALUE : recorded.get(to);
    boolean complete =
        switch (visit.end) {
          case OPEN -> to == recorded.size();
          case LEFT ->
              room.has(List.of("left", "removed"), visitor.address(), seen.getLast(), next);
          case CUT_OFF -> true;
        };
    if (!complete) {
      found.add(what + "and missed some before the end: " + visit.end);
    }
  }
}
