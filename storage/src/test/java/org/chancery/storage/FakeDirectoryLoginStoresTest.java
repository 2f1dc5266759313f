package org.chancery.storage;

import org.chancery.storage.fake.FakeDerivedVerifierStore;
import org.chancery.storage.fake.FakeDevicePasswordStore;

class FakeDirectoryLoginStoresTest extends DirectoryLoginStoresContract {
  private final DerivedVerifierStore derived = new FakeDerivedVerifierStore();
  private final DevicePasswordStore devices = new FakeDevicePasswordStore();

  @Override
  DerivedVerifierStore derived() {
    return derived;
  }

  @Override
  DevicePasswordStore devices() {
    return devices;
  }
}
