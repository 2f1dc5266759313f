package org.chancery.storage;

import org.chancery.storage.fake.FakeBlocklistStore;

class FakeBlocklistStoreTest extends BlocklistStoreContract {
  private final BlocklistStore store = new FakeBlocklistStore();

  @Override
  BlocklistStore store() {
    return store;
  }
}
