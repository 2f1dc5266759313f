package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresPubSubStoreTest extends PubSubStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();
  private final PubSubStore store = new PostgresPubSubStore(test.database());

  @Override
  PubSubStore store() {
    return store;
  }
}
