package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chancery.storage.fake.FakeAccountStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeOfflineStore;
import org.chancery.storage.fake.FakeRosterStore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fakes keep the contracts of the real stores. */
class FakeStoresTest {
  @Nested
  class Accounts extends AccountStoreContract {
    private final AccountStore store = new FakeAccountStore();

    @Override
    AccountStore store() {
      return store;
    }
  }

  @Nested
  class Rosters extends RosterStoreContract {
    private final RosterStore store = new FakeRosterStore();

    @Override
    RosterStore store() {
      return store;
    }
  }

  @Nested
  class Offline extends OfflineStoreContract {
    private final FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
    private final OfflineStore store = new FakeOfflineStore(record);

    @Override
    OfflineStore store() {
      return store;
    }

    @Override
    AuditStore record() {
      return record;
    }
  }

  @Nested
  class Audit extends AuditStoreContract {
    private final FakeAuditStore store = new FakeAuditStore(Clock.systemUTC());

    @Override
    protected AuditStore store() {
      return store;
    }

    @Override
    protected List<String> recordedBodies() {
      return store.entries().stream().map(AuditEntry::body).toList();
    }

    @Test
    void aFailedBatchIsNotOnRecordAndTheNextIs() {
      store.failNext(FakeAuditStore.Fault.AWAY);
      NotRecordedException failed =
          assertThrows(NotRecordedException.class, () -> store.append(List.of(message("1"))));
      assertFalse(failed.causedByEntry());
      store.append(List.of(message("2")));
      assertEquals(List.of("2"), recordedBodies());
    }

    @Test
    void aRefusedEntryIsAtFault() {
      store.failNext(FakeAuditStore.Fault.BAD_ENTRY);
      NotRecordedException failed =
          assertThrows(
              NotRecordedException.class, () -> store.append(List.of(message("1"), message("2"))));
      assertTrue(failed.causedByEntry());
      assertEquals(List.of(), recordedBodies());
    }

    @Test
    void aLostAnswerIsFoundOut() {
      store.failNext(FakeAuditStore.Fault.UNKNOWN_THEN_COMMITTED);
      assertThrows(OutcomeUnknownException.class, () -> store.append(List.of(message("1"))));
      store.goAway();
      assertThrows(OutcomeUnknownException.class, store::resolve);
      store.comeBack();
      assertEquals(List.of(store.rows().getFirst().position()), store.resolve());
      store.failNext(FakeAuditStore.Fault.UNKNOWN_THEN_LOST);
      assertThrows(OutcomeUnknownException.class, () -> store.append(List.of(message("2"))));
      assertThrows(IllegalStateException.class, () -> store.append(List.of(message("3"))));
      assertEquals(List.of(), store.resolve());
      assertEquals(List.of("1"), recordedBodies());
    }

    @Test
    void aStalledBatchIsRecordedWhenItIsReleased() throws Exception {
      CountDownLatch stall = store.stall();
      CompletableFuture<List<AuditPosition>> appended =
          CompletableFuture.supplyAsync(() -> store.append(List.of(message("1"))));
      assertEquals(List.of(), recordedBodies());
      stall.countDown();
      assertEquals(1, appended.get(1, TimeUnit.MINUTES).size());
    }

    @Test
    void whileItIsAwayNothingIsRecorded() {
      store.goAway();
      assertThrows(NotRecordedException.class, () -> store.append(List.of(message("1"))));
      store.comeBack();
      store.append(List.of(message("2")));
      assertEquals(List.of("2"), recordedBodies());
    }
  }
}
