package org.chancery.storage;

import java.time.Clock;
import org.chancery.storage.fake.FakeArchiveStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeRoomStore;
import org.junit.jupiter.api.Nested;

/** The fakes for rooms keep the contracts of the real stores. */
class FakeRoomStoresTest {
  @Nested
  class Rooms extends RoomStoreContract {
    private final FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
    private final RoomStore store = new FakeRoomStore(record);

    @Override
    RoomStore store() {
      return store;
    }

    @Override
    AuditStore record() {
      return record;
    }
  }

  @Nested
  class Archive extends ArchiveStoreContract {
    private final FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
    private final ArchiveStore store = new FakeArchiveStore(record);
    private final RoomStore rooms = new FakeRoomStore(record);

    @Override
    ArchiveStore store() {
      return store;
    }

    @Override
    RoomStore rooms() {
      return rooms;
    }

    @Override
    AuditStore record() {
      return record;
    }
  }
}
