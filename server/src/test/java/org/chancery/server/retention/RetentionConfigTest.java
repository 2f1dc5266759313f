package org.chancery.server.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.InvalidSettingsException;
import org.chancery.server.config.Settings;
import org.chancery.storage.retention.RetentionRules.Kind;
import org.chancery.storage.retention.RetentionRules.Rule;
import org.junit.jupiter.api.Test;

class RetentionConfigTest {

  @Test
  void withoutRulesEverythingIsKept() {
    assertEquals(List.of(new Rule(Kind.DEFAULT, "", "forever")), rules(Map.of()));
  }

  @Test
  void rulesNameGroupsRoomsAndDomains() {
    assertEquals(
        List.of(
            new Rule(Kind.DEFAULT, "", "3 years"),
            new Rule(Kind.GROUP, "traders", "84 months"),
            new Rule(Kind.DOMAIN, "example.org", "400 days")),
        rules(
            Map.of(
                "retention.keep", "3y",
                "retention.by-group.traders", "84mo",
                "retention.by-domain.\"example.org\"", "400d")));
  }

  @Test
  void aTimeThatCannotBeReadIsAProblem() {
    Settings settings = Settings.load(Optional.empty(), Map.of("retention.keep", "seven years"));
    RetentionConfig.from(settings);
    InvalidSettingsException refused =
        assertThrows(InvalidSettingsException.class, settings::requireValid);
    assertTrue(refused.getMessage().contains("retention.keep"), refused.getMessage());
  }

  private static List<Rule> rules(Map<String, String> overrides) {
    Settings settings = Settings.load(Optional.empty(), overrides);
    List<Rule> rules = RetentionConfig.from(settings).rules().rules();
    settings.requireValid();
    return rules;
  }
}
