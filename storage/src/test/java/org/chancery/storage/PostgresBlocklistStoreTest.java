package org.chancery.storage;

import org.junit.jupiter.api.AfterEach;

class PostgresBlocklistStoreTest extends BlocklistStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  BlocklistStore store() {
    return new PostgresBlocklistStore(database);
  }
}
