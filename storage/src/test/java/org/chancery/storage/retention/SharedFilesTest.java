package org.chancery.storage.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.fake.FakeFileStore;
import org.chancery.storage.files.FileRemoval;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.files.PostgresUploadStore;
import org.chancery.storage.files.UploadStore;
import org.junit.jupiter.api.Test;

/** Files go with the last row of the record that needs them, and not before. */
class SharedFilesTest extends RetentionFixture {
  private static final Instant MUCH_LATER = Instant.parse("2026-03-02T00:00:00Z");
  private static final String WHO_WAITS =
      "SELECT application_name FROM pg_stat_activity"
          + " WHERE datname = current_database() AND wait_event_type = 'Lock'";

  private final FileStore files = new FakeFileStore();
  private final UploadStore uploads = new PostgresUploadStore(test.database());
  private final FileRemoval removal =
      new FileRemoval(test.database(), files, record::write, Clock.systemUTC());

  @Test
  void aFileGoesWithTheLastMessageThatLinksToIt() throws IOException {
    uploads("alice", "plan");
    shares("alice", "bob", "plan");
    record.at(FEBRUARY);
    shares("bob", "carol", "plan");
    record.at(LATER);
    say("carol", "bob", "thanks");

    retention(A_YEAR).run(LATER, "test");
    assertEquals(0, removal.run());
    assertEquals(List.of("plan"), there("plan"), "the upload has expired, bob's message not");

    retention(A_YEAR).run(MUCH_LATER, "test");
    assertEquals(List.of(), uploads.find(List.of("plan")), "nobody can download it any more");
    assertEquals(1, removal.run());
    assertEquals(List.of(), there("plan"));
    assertEquals(0, removal.run(), "once is enough");
    assertEquals(
        List.of("removed expired hash-plan alice@example.org"),
        test.texts(
            "SELECT concat_ws(' ', detail ->> 'event', detail ->> 'why', detail ->> 'sha256',"
                + " recipient) FROM audit.record WHERE kind = 'file'"));
    assertTrue(record.verify().isSound(), record.verify().toJson());
  }

  @Test
  void aHoldOnWhoeverGotTheFileKeepsItUntilItIsReleased() throws IOException {
    uploads("alice", "plan");
    shares("alice", "bob", "plan");
    record.at(FEBRUARY);
    say("alice", "bob", "new");
    long hold = holds.add(person("bob@example.org"), "test");

    retention(A_YEAR).run(LATER, "test");
    erasure(A_YEAR).run(all("alice"), LATER, "test");
    removal.run();
    assertEquals(List.of("plan"), there("plan"));

    holds.release(hold, "test");
    removal.run();
    assertEquals(List.of("plan"), there("plan"), "nothing is deleted at once");
    retention(A_YEAR).run(LATER, "test");
    removal.run();
    assertEquals(List.of(), there("plan"));
  }

  @Test
  void theRecordIsWrittenToWhileItIsFoundOutWhichFilesGo() throws Exception {
    uploads("alice", "plan");
    record.at(LATER);
    say("carol", "bob", "before");
    try (Connection other = test.superuser();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM chancery.upload FOR UPDATE");
      CompletableFuture<?> run =
          CompletableFuture.runAsync(() -> retention(A_YEAR).run(LATER, "test"));
      while (!run.isDone() && test.texts(WHO_WAITS).isEmpty()) {
        Thread.onSpinWait();
      }
      say("carol", "bob", "meanwhile");
      other.rollback();
      run.get(30, TimeUnit.SECONDS);
    }
    assertEquals(List.of("before", "meanwhile"), bodies());
    assertEquals(1, removal.run());
  }

  @Test
  void erasureTakesThePersonsFilesAndLeavesWhatOthersSharedAndTheRows() throws IOException {
    uploads("alice", "private");
    shares("alice", "bob", "private");
    uploads("alice", "forwarded");
    shares("alice", "bob", "forwarded");
    shares("bob", "carol", "forwarded");
    uploads("bob", "his");

    assertEquals(2, erasure(A_YEAR).plan(all("alice"), FEBRUARY).files());
    assertEquals(2, uploads.find(List.of("private", "forwarded")).size(), "that was only a plan");
    assertEquals(2, erasure(A_YEAR).run(all("alice"), FEBRUARY, "test").files());
    assertEquals(1, removal.run());

    assertEquals(List.of("forwarded", "his"), there("private", "forwarded", "his"));
    assertEquals(
        List.of("alice@example.org private hash-private 1 t"),
        test.texts(
            "SELECT concat_ws(' ', uploader, file_id, sha256, size, removed_at IS NOT NULL)"
                + " FROM compliance.files WHERE file_id = 'private'"));
    erasure(A_YEAR).run(all("bob"), FEBRUARY, "test");
    assertEquals(2, removal.run());
    assertTrue(record.verify().isSound(), record.verify().toJson());
  }

  private void uploads(String who, String id) throws IOException {
    Jid uploader = Jid.of(who + "@example.org");
    UploadStore.Upload upload =
        new UploadStore.Upload(id, uploader, id, "text/plain", 1, "hash-" + id, JANUARY);
    files.receive(id, new ByteArrayInputStream(new byte[1]));
    record.write(
        AuditEntry.of(AuditKind.FILE, JANUARY)
            .from(uploader)
            .detail("event", "uploaded")
            .detail("file", id)
            .detail("size", "1")
            .detail("sha256", upload.sha256())
            .companion(uploads.row(upload))
            .build());
    files.keep(id);
  }

  private void shares(String from, String to, String id) {
    Jid sender = Jid.of(from + "@example.org/desk");
    Jid recipient = Jid.of(to + "@example.org");
    record.write(
        AuditEntry.of(AuditKind.MESSAGE, JANUARY)
            .from(sender)
            .to(recipient)
            .conversation(AuditEntry.conversationOf(sender, recipient))
            .stanza("<message/>", "chat", "", "", "look")
            .detail("files", id + "/hash-" + id)
            .build());
  }

  private List<String> there(String... ids) throws IOException {
    List<String> there = new ArrayList<>();
    for (String id : ids) {
      try {
        files.open(id, 0).close();
        there.add(id);
      } catch (NoSuchFileException e) {
        // It is gone.
      }
    }
    return there;
  }
}
