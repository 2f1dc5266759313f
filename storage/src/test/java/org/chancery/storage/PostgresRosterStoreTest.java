package org.chancery.storage;

import org.junit.jupiter.api.AfterEach;

class PostgresRosterStoreTest extends RosterStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  RosterStore store() {
    return new PostgresRosterStore(database);
  }
}
