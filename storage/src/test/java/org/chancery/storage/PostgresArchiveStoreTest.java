package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresArchiveStoreTest extends ArchiveStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  ArchiveStore store() {
    return new PostgresArchiveStore(test.database());
  }

  @Override
  RoomStore rooms() {
    return new PostgresRoomStore(test.database());
  }

  @Override
  AuditStore record() {
    return test.record();
  }
}
