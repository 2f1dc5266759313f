package org.chancery.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.chancery.auth.GuardSettings;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;

class GuardConfigTest {

  private static Settings settings(String key, String value) {
    return Settings.load(Optional.empty(), Map.of("login.guard." + key, value));
  }

  @Test
  void whatIsNotSetIsAsUsual() {
    assertEquals(
        GuardSettings.defaults(), GuardConfig.from(Settings.load(Optional.empty(), Map.of())));
  }

  @Test
  void theThresholdOfTheDirectoryIsTaken() {
    assertEquals(5, GuardConfig.from(settings("lockout-threshold", "5")).lockoutThreshold());
    assertEquals(0, GuardConfig.from(settings("lockout-threshold", "0")).lockoutThreshold());
  }

  @Test
  void aThresholdThatLeavesNoRoomToMistypeIsAProblem() {
    Settings settings = settings("lockout-threshold", "2");
    GuardConfig.from(settings);
    assertTrue(
        settings.problems().toString().contains("lockout-threshold must be 0, or 3 or more"));
  }
}
