package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresRoomStoreTest extends RoomStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  RoomStore store() {
    return new PostgresRoomStore(test.database());
  }

  @Override
  AuditStore record() {
    return test.record();
  }
}
