package org.chancery.storage.files;

import java.time.Clock;
import org.chancery.storage.AuditStore;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.fake.FakeUploadStore;
import org.junit.jupiter.api.Nested;

/** The fakes keep the contracts of the real stores. */
class FakeFileStoresTest {
  @Nested
  class Files extends FileStoreContract {
    private final FileStore store = new FakeFileStore();

    @Override
    FileStore store() {
      return store;
    }
  }

  @Nested
  class Uploads extends UploadStoreContract {
    private final FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
    private final UploadStore store = new FakeUploadStore(record);

    @Override
    UploadStore store() {
      return store;
    }

    @Override
    AuditStore record() {
      return record;
    }
  }
}
