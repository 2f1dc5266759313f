package org.chancery.server.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignOnConfigTest {

  @Test
  void verifiersAreDerivedOnlyWhereScramIsOfferedToPeopleWithoutAny(@TempDir Path folder)
      throws IOException {
    Settings alone = settings(Map.of("login.derived-verifiers", "7d"));
    SignOnConfig.from(alone);
    assertTrue(alone.problems().toString().contains("without scram = when-any-can"));

    Settings both = Recipe.settings(folder, "chancery.login {\n  derived", Map.of());
    assertEquals(Optional.of(Duration.ofDays(7)), SignOnConfig.from(both).derivedVerifiers());
    assertEquals(List.of(), both.problems());
    assertEquals(Optional.empty(), SignOnConfig.from(settings(Map.of())).derivedVerifiers());
  }

  private static Settings settings(Map<String, String> overrides) {
    return Settings.load(Optional.empty(), overrides);
  }
}
