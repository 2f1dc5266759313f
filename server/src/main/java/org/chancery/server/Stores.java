package org.chancery.server;

import org.chancery.storage.AccountStore;
import org.chancery.storage.ActivityStore;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditStore;
import org.chancery.storage.BlocklistStore;
import org.chancery.storage.Database;
import org.chancery.storage.HistoryPreferenceStore;
import org.chancery.storage.NoticeStore;
import org.chancery.storage.OfflineStore;
import org.chancery.storage.PostgresAccountStore;
import org.chancery.storage.PostgresActivityStore;
import org.chancery.storage.PostgresArchiveStore;
import org.chancery.storage.PostgresBlocklistStore;
import org.chancery.storage.PostgresHistoryPreferenceStore;
import org.chancery.storage.PostgresNoticeStore;
import org.chancery.storage.PostgresOfflineStore;
import org.chancery.storage.PostgresPrivateStore;
import org.chancery.storage.PostgresPubSubStore;
import org.chancery.storage.PostgresPushStore;
import org.chancery.storage.PostgresRoomStore;
import org.chancery.storage.PostgresRosterStore;
import org.chancery.storage.PostgresVCardStore;
import org.chancery.storage.PrivateStore;
import org.chancery.storage.PubSubStore;
import org.chancery.storage.PushStore;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RosterStore;
import org.chancery.storage.VCardStore;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.files.PostgresUploadStore;
import org.chancery.storage.files.UploadStore;

/** The stores that the server works on: PostgreSQL's, or the fakes of the tests. */
public record Stores(
    AuditStore audit,
    AccountStore accounts,
    RosterStore rosters,
    OfflineStore offline,
    PubSubStore pubSub,
    ArchiveStore archive,
    BlocklistStore blocklists,
    VCardStore vCards,
    PrivateStore privateXml,
    ActivityStore activity,
    PushStore push,
    HistoryPreferenceStore historyPreferences,
    NoticeStore notices,
    RoomStore rooms,
    UploadStore uploads,
    FileStore files) {

  /** The stores in PostgreSQL, with the record and the files as they are kept. */
  static Stores in(Database database, AuditStore audit, FileStore files) {
    return new Stores(
        audit,
        new PostgresAccountStore(database),
        new PostgresRosterStore(database),
        new PostgresOfflineStore(database),
        new PostgresPubSubStore(database),
        new PostgresArchiveStore(database),
        new PostgresBlocklistStore(database),
        new PostgresVCardStore(database),
        new PostgresPrivateStore(database),
        new PostgresActivityStore(database),
        new PostgresPushStore(database),
        new PostgresHistoryPreferenceStore(database),
        new PostgresNoticeStore(database),
        new PostgresRoomStore(database),
        new PostgresUploadStore(database),
        files);
  }
}
