package org.chancery.storage;

import org.chancery.storage.fake.FakePubSubStore;

class FakePubSubStoreTest extends PubSubStoreContract {
  private final PubSubStore store = new FakePubSubStore();

  @Override
  PubSubStore store() {
    return store;
  }
}
