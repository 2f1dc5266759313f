package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresOfflineStoreTest extends OfflineStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  OfflineStore store() {
    return new PostgresOfflineStore(test.database());
  }

  @Override
  AuditStore record() {
    return test.record();
  }
}
