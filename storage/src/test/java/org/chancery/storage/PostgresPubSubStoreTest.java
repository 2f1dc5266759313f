package org.chancery.storage;

import org.junit.jupiter.api.AfterEach;

class PostgresPubSubStoreTest extends PubSubStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private final PubSubStore store = new PostgresPubSubStore(database);

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  PubSubStore store() {
    return store;
  }
}
