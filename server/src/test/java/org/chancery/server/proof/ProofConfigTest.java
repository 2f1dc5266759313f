package org.chancery.server.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.InvalidSettingsException;
import org.chancery.server.config.Settings;
import org.chancery.storage.anchor.TestAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofConfigTest {
  @TempDir private Path directory;

  private Settings settings(String text) throws IOException {
    Path file = directory.resolve("chancery.conf");
    Files.writeString(file, text);
    return Settings.load(Optional.of(file), Map.of());
  }

  @Test
  void byDefaultAnchorsLieInTheDataDirectoryAndNobodyIsAskedForTheTime() throws IOException {
    Settings settings = settings("chancery.data-dir = data");
    ProofConfig config = ProofConfig.from(settings);
    settings.requireValid();
    assertEquals(Duration.ofMinutes(5), config.anchorEvery());
    assertEquals(Duration.ofDays(1), config.verifyEvery());
    assertEquals(directory.resolve("data/audit-report.json"), config.report());
    assertEquals(Optional.empty(), config.stamping());
    assertEquals(Optional.empty(), config.authorities());
  }

  @Test
  void everythingCanBeSet() throws IOException {
    try (TestAuthority authority = new TestAuthority()) {
      authority.root(directory.resolve("root.pem"));
      Settings settings =
          settings(
              """
              chancery.audit {
                anchor-file = worm/anchors, anchor-every = 1m, verify-every = 7d, verify-report = report
                time-stamps { url = "http://tsa.example/", trust-file = root.pem, every = 2h }
              }
              """);
      ProofConfig config = ProofConfig.from(settings);
      settings.requireValid();
      assertEquals(Duration.ofMinutes(1), config.anchorEvery());
      assertEquals(Duration.ofDays(7), config.verifyEvery());
      assertEquals(directory.resolve("report"), config.report());
      assertEquals(Duration.ofHours(2), config.stamping().orElseThrow().every());
      assertTrue(config.authorities().isPresent());
    }
  }

  @Test
  void whatCannotWorkIsRefused() throws IOException {
    Files.writeString(directory.resolve("empty.pem"), "");
    for (String wrong :
        new String[] {
          "url = \"http://tsa.example/\"", "url = \"tsa.example\"", "trust-file = empty.pem"
        }) {
      Settings settings = settings("chancery.audit.time-stamps { " + wrong + " }");
      ProofConfig.from(settings);
      assertThrows(InvalidSettingsException.class, settings::requireValid, wrong);
    }
  }
}
