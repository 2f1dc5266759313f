package org.chancery.storage.anchor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of anchors. */
class AnchorFileTest {
  @TempDir private Path directory;

  private static Anchor anchor(long number) {
    return new Anchor(
        3,
        number,
        number * 10,
        Instant.parse("2026-11-23T10:00:00.123456Z"),
        new byte[32],
        number % 2 == 0 ? Optional.of(new byte[] {1, 2, 3}) : Optional.empty());
  }

  @Test
  void whatIsAppendedIsReadAgain() throws IOException {
    Path path = directory.resolve("new").resolve("anchors");
    AnchorFile file = new AnchorFile(path);
    assertEquals(List.of(), file.read());

    file.append(anchor(1));
    file.append(anchor(2));

    List<Anchor> read = new AnchorFile(path).read();
    assertEquals(List.of(1L, 2L), read.stream().map(Anchor::number).toList());
    assertEquals(anchor(1).line(), read.getFirst().line());
    assertEquals(Optional.empty(), read.getFirst().timeStamp());
    assertArrayEquals(new byte[] {1, 2, 3}, read.getLast().timeStamp().orElseThrow());
  }

  @Test
  void aLineThatACrashLeftIncompleteHarmsNeitherTheOthersNorTheNext() throws IOException {
    Path path = directory.resolve("anchors");
    AnchorFile file = new AnchorFile(path);
    file.append(anchor(1));
    Files.writeString(path, anchor(2).line().substring(0, 20), StandardOpenOption.APPEND);
    assertEquals(1, file.read().size());

    file.append(anchor(3));

    assertEquals(List.of(1L, 3L), file.read().stream().map(Anchor::number).toList());
  }

  @Test
  void aLineThatIsNoAnchorIsNamed() throws IOException {
    Path path = directory.resolve("anchors");
    AnchorFile file = new AnchorFile(path);
    file.append(anchor(1));
    for (String line : List.of("nonsense", anchor(2).line() + " x", "1 2 3 now - -")) {
      Files.writeString(path, anchor(1).line() + "\n" + line + "\n");
      IOException refused = assertThrows(IOException.class, file::read);
      assertTrue(refused.getMessage().startsWith("line 2 of " + path), refused.getMessage());
    }
  }
}
