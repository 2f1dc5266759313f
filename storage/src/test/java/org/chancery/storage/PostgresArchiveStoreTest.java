package org.chancery.storage;

import org.chancery.storage.record.AuditStoreConfig;
import org.chancery.storage.record.PostgresAuditStore;
import org.junit.jupiter.api.AfterEach;

class PostgresArchiveStoreTest extends ArchiveStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private final AuditStore record =
      PostgresAuditStore.open(test.config(), AuditStoreConfig.defaults());

  @AfterEach
  void close() {
    record.close();
    database.close();
    test.close();
  }

  @Override
  ArchiveStore store() {
    return new PostgresArchiveStore(database);
  }

  @Override
  RoomStore rooms() {
    return new PostgresRoomStore(database);
  }

  @Override
  AuditStore record() {
    return record;
  }
}
