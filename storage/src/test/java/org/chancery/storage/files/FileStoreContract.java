package org.chancery.storage.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link FileStore} does. */
abstract class FileStoreContract {
  static final String ID = "abc2345";

  abstract FileStore store() throws IOException;

  @Test
  void nobodyOpensAFileBeforeItIsKept() throws IOException {
    FileStore store = store();
    store.receive(ID, content("hello"));
    assertThrows(NoSuchFileException.class, () -> store.open(ID, 0));
    assertEquals(Set.of(ID), store.unsettled());
    store.keep(ID);
    assertEquals("hello", text(store.open(ID, 0)));
    assertEquals(Set.of(), store.unsettled());
  }

  @Test
  void aPartIsReadFromItsFirstByte() throws IOException {
    FileStore store = store();
    store.receive(ID, content("hello"));
    store.keep(ID);
    assertEquals("lo", text(store.open(ID, 3)));
    assertEquals("", text(store.open(ID, 5)));
  }

  @Test
  void keepingTwiceChangesNothingAndADiscardedFileIsGone() throws IOException {
    FileStore store = store();
    store.receive(ID, content("hello"));
    store.keep(ID);
    store.keep(ID);
    store.discard(ID);
    assertEquals("hello", text(store.open(ID, 0)));
    store.receive("other2", content("bye"));
    store.discard("other2");
    store.discard("other2");
    assertEquals(Set.of(), store.unsettled());
    assertThrows(NoSuchFileException.class, () -> store.keep("other2"));
  }

  @Test
  void nothingIsLeftOfAFileThatBreaksOff() throws IOException {
    FileStore store = store();
    InputStream broken =
        new SequenceInputStream(
            content("hel"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the client is gone");
              }
            });
    assertThrows(IOException.class, () -> store.receive(ID, broken));
    assertEquals(Set.of(), store.unsettled());
  }

  static InputStream content(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(InputStream content) throws IOException {
    try (content) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
