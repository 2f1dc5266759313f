package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresRosterStoreTest extends RosterStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  RosterStore store() {
    return new PostgresRosterStore(test.database());
  }
}
