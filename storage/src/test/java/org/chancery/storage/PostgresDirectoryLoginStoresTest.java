package org.chancery.storage;

import org.junit.jupiter.api.AfterEach;

class PostgresDirectoryLoginStoresTest extends DirectoryLoginStoresContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  DerivedVerifierStore derived() {
    return new PostgresDerivedVerifierStore(database);
  }

  @Override
  DevicePasswordStore devices() {
    return new PostgresDevicePasswordStore(database);
  }
}
