package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresPersonalStoresTest extends PersonalStoresContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  VCardStore vCards() {
    return new PostgresVCardStore(test.database());
  }

  @Override
  PrivateStore privates() {
    return new PostgresPrivateStore(test.database());
  }

  @Override
  ActivityStore activity() {
    return new PostgresActivityStore(test.database());
  }

  @Override
  PushStore push() {
    return new PostgresPushStore(test.database());
  }

  @Override
  HistoryPreferenceStore history() {
    return new PostgresHistoryPreferenceStore(test.database());
  }
}
