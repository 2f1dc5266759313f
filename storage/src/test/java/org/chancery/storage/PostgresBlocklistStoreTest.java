package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresBlocklistStoreTest extends BlocklistStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  BlocklistStore store() {
    return new PostgresBlocklistStore(test.database());
  }
}
