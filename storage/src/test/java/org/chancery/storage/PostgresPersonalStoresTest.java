package org.chancery.storage;

import org.junit.jupiter.api.AfterEach;

class PostgresPersonalStoresTest extends PersonalStoresContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  VCardStore vCards() {
    return new PostgresVCardStore(database);
  }

  @Override
  PrivateStore privates() {
    return new PostgresPrivateStore(database);
  }

  @Override
  ActivityStore activity() {
    return new PostgresActivityStore(database);
  }

  @Override
  PushStore push() {
    return new PostgresPushStore(database);
  }

  @Override
  HistoryPreferenceStore history() {
    return new PostgresHistoryPreferenceStore(database);
  }
}
