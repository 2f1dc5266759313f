package org.chancery.storage;

import org.junit.jupiter.api.AutoClose;

class PostgresDirectoryLoginStoresTest extends DirectoryLoginStoresContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  DerivedVerifierStore derived() {
    return new PostgresDerivedVerifierStore(test.database());
  }

  @Override
  DevicePasswordStore devices() {
    return new PostgresDevicePasswordStore(test.database());
  }
}
