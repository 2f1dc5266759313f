package org.chancery.storage.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDirectoryTest extends FileStoreContract {
  @TempDir private Path directory;

  @Override
  FileStore store() throws IOException {
    return new FileDirectory(directory.resolve("files"));
  }

  @Test
  void anotherServerOnTheSameDirectoryFindsWhatACrashLeftBehind() throws IOException {
    store().receive(ID, content("hello"));
    assertEquals(Set.of(ID), store().unsettled());
    store().keep(ID);
    assertEquals("hello", text(store().open(ID, 0)));
  }

  @Test
  void onlyTheServerMayLookIntoTheDirectory() throws IOException {
    store();
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(directory.resolve("files")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../abc", "a/b", "ABC", "a%2fb", "a\0b"})
  void noIdLeadsOutOfTheDirectory(String id) throws IOException {
    FileStore store = store();
    assertThrows(IllegalArgumentException.class, () -> store.open(id, 0));
    assertThrows(IllegalArgumentException.class, () -> store.receive(id, content("hello")));
    assertThrows(IllegalArgumentException.class, () -> store.discard(id));
  }
}
