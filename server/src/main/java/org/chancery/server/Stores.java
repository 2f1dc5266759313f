package org.chancery.server;

import org.chancery.storage.AccountStore;
import org.chancery.storage.ActivityStore;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditStore;
import org.chancery.storage.BlocklistStore;
import org.chancery.storage.HistoryPreferenceStore;
import org.chancery.storage.NoticeStore;
import org.chancery.storage.OfflineStore;
import org.chancery.storage.PrivateStore;
import org.chancery.storage.PubSubStore;
import org.chancery.storage.PushStore;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RosterStore;
import org.chancery.storage.VCardStore;
import org.chancery.storage.files.FileStore;
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
    FileStore files) {}
