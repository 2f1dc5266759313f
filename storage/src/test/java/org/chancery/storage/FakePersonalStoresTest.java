package org.chancery.storage;

import org.chancery.storage.fake.FakeActivityStore;
import org.chancery.storage.fake.FakeHistoryPreferenceStore;
import org.chancery.storage.fake.FakePrivateStore;
import org.chancery.storage.fake.FakePushStore;
import org.chancery.storage.fake.FakeVCardStore;

class FakePersonalStoresTest extends PersonalStoresContract {
  private final VCardStore vCards = new FakeVCardStore();
  private final PrivateStore privates = new FakePrivateStore();
  private final ActivityStore activity = new FakeActivityStore();
  private final PushStore push = new FakePushStore();
  private final HistoryPreferenceStore history = new FakeHistoryPreferenceStore();

  @Override
  VCardStore vCards() {
    return vCards;
  }

  @Override
  PrivateStore privates() {
    return privates;
  }

  @Override
  ActivityStore activity() {
    return activity;
  }

  @Override
  PushStore push() {
    return push;
  }

  @Override
  HistoryPreferenceStore history() {
    return history;
  }
}
