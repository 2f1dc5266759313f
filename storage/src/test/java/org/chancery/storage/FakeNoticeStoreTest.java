package org.chancery.storage;

import java.time.Clock;
import org.chancery.storage.fake.FakeAuditStore;
import org.chancery.storage.fake.FakeNoticeStore;

class FakeNoticeStoreTest extends NoticeStoreContract {
  private final FakeAuditStore record = new FakeAuditStore(Clock.systemUTC());
  private final NoticeStore store = new FakeNoticeStore(record);

  @Override
  NoticeStore store() {
    return store;
  }

  @Override
  AuditStore record() {
    return record;
  }
}
