package org.chancery.server.feature.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.PostgresArchiveStore;
import org.chancery.storage.PostgresRoomStore;
import org.chancery.storage.TestDatabase;
import org.junit.jupiter.api.Test;

/**
 * What each occupant has seen, the room's history and the record agree, whatever people and crashes
 * do: see {@link RoomRun}. A failure names its seed.
 */
class SeededRoomsTest {
  private static final String SERVICE = "rooms.localhost";
  private static final int AT_ONCE = 8;

  private static final String ROWS =
      """
      SELECT concat_ws('|', position,
        CASE kind WHEN 'message' THEN 'message' ELSE coalesce(detail ->> 'event', '') END,
        coalesce(detail ->> 'person', ''), coalesce(detail ->> 'nick', ''),
        coalesce(array_to_string(audience, ','), ''), coalesce(body, ''))
      FROM audit.record WHERE conversation IN ('%s', '%s') ORDER BY position
      """
          .formatted(RoomTalk.ROOM, SERVICE);

  private static final String OTHERWISE_FOR_COMPLIANCE =
      """
      SELECT position FROM audit.record WHERE type = 'groupchat'
        AND ARRAY(SELECT person FROM compliance.message_audience(position)) IS DISTINCT FROM audience
      """;

  private static void plays(int runs, LongConsumer run) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    try (ExecutorService players = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> started = new ArrayList<>();
      for (long seed = 1; seed <= runs; seed++) {
        long current = seed;
        started.add(players.submit(() -> run.accept(current)));
      }
      for (Future<?> each : started) {
        try {
          each.get();
        } catch (ExecutionException e) {
          failures.add(e.getCause().getMessage());
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void everybodysViewTheHistoryAndTheRecordAgreeInTwoHundredRuns() throws InterruptedException {
    plays(
        200,
        seed -> {
          try (TestServer server = new TestServer()) {
            new RoomRun(
                    seed, server, () -> RecordedRoom.of(server.record(), RoomTalk.ROOM, SERVICE))
                .play();
          }
        });
  }

  @Test
  void soTheyDoOnPostgres() throws InterruptedException {
    plays(4, SeededRoomsTest::onPostgres);
  }

  private static void onPostgres(long seed) {
    try (TestDatabase test = TestDatabase.create();
        TestServer server =
            TestServer.withRoomsIn(
                test.record(),
                new PostgresArchiveStore(test.database()),
                new PostgresRoomStore(test.database()))) {
      new RoomRun(
              seed,
              server,
              () -> new RecordedRoom(test.texts(ROWS).stream().map(RecordedRoom.Row::of).toList()))
          .play();
      assertEquals(List.of(), test.texts(OTHERWISE_FOR_COMPLIANCE));
    }
  }
}
