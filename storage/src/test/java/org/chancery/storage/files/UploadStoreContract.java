package org.chancery.storage.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.AuditStore;
import org.chancery.storage.files.UploadStore.Upload;
import org.junit.jupiter.api.Test;

/** What every {@link UploadStore} does. */
abstract class UploadStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  abstract UploadStore store();

  abstract AuditStore record();

  @Test
  void aFileIsKnownFromTheCommitOn() {
    Upload upload = upload("one", ALICE, 5, NOON);
    AuditEntry.Companion row = store().row(upload);
    assertEquals(Optional.empty(), store().find("one"));
    record().append(List.of(entry(row)));
    assertEquals(Optional.of(upload), store().find("one"));
    assertEquals(Optional.empty(), store().find("two"));
  }

  @Test
  void whatAPersonUploadedSinceAMomentIsAddedUp() {
    Jid bob = Jid.of("bob@example.org");
    record()
        .append(
            List.of(
                entry(store().row(upload("one", ALICE, 5, NOON.minusSeconds(1)))),
                entry(store().row(upload("two", ALICE, 7, NOON))),
                entry(store().row(upload("three", bob, 11, NOON))),
                entry(store().row(upload("four", ALICE, 13, NOON.plusSeconds(1))))));
    assertEquals(20, store().bytesSince(Jid.of("alice@example.org/desk"), NOON));
    assertEquals(0, store().bytesSince(Jid.of("carol@example.org"), NOON));
  }

  private static Upload upload(String id, Jid uploader, long size, Instant at) {
    return new Upload(id, uploader, "très cool.jpg", "image/jpeg", size, "ab12", at);
  }

  private static AuditEntry entry(AuditEntry.Companion row) {
    return AuditEntry.of(AuditKind.FILE, NOON).from(ALICE).companion(row).build();
  }
}
