package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.server.config.Settings;
import org.junit.jupiter.api.Test;

class LoggingTest {

  @Test
  void aReadableLineHasTimeLevelSessionAndSource() {
    assertEquals(
        "INFO  [s42] Session: hello 5",
        line(LogConfig.Format.TEXT, "hello {}", 5).replaceFirst("^\\S+ ", ""));
  }

  @Test
  void whoeverChoseTheTextCannotForgeALineNorFillTheDisk() {
    String line = line(LogConfig.Format.TEXT, "{}", "a\nINFO forged\u001b[2J" + "x".repeat(9_000));

    assertEquals(1, line.lines().count());
    assertTrue(line.contains("a INFO forged [2J"), line);
    assertTrue(line.length() < 2_100);
  }

  @Test
  void aJsonLineIsOneObjectWithTheSession() {
    String line = line(LogConfig.Format.JSON, "hello {}", "\"quoted\"\n");

    Config parsed = ConfigFactory.parseString(line);
    assertEquals(1, line.strip().lines().count());
    assertEquals("hello \"quoted\"\n", parsed.getString("formattedMessage"));
    assertEquals("s42", parsed.getString("mdc.session"));
    assertEquals("INFO", parsed.getString("level"));
    assertFalse(parsed.hasPath("arguments"));
  }

  @Test
  void theConfigurationHasDefaults() {
    assertEquals(
        new LogConfig(LogConfig.Format.TEXT, Level.INFO, Map.of()),
        LogConfig.from(Settings.load(Optional.empty(), Map.of())));
  }

  @Test
  void everySettingIsRead() {
    Map<String, String> set =
        Map.of(
            "log.format", "json",
            "log.level", "debug",
            "log.levels", "{ org.chancery.server.session = trace }");

    assertEquals(
        new LogConfig(
            LogConfig.Format.JSON, Level.DEBUG, Map.of("org.chancery.server.session", Level.TRACE)),
        LogConfig.from(Settings.load(Optional.empty(), set)));
  }

  @Test
  void aLevelThatDoesNotExistIsAProblem() {
    Settings settings =
        Settings.load(Optional.empty(), Map.of("log.levels", "{ a = loud }", "log.level", "quiet"));

    LogConfig.from(settings);

    assertEquals(2, settings.problems().size());
    assertEquals(
        List.of("chancery.log.level", "chancery.log.levels"),
        settings.problems().stream().map(it -> it.key()).sorted().toList());
  }

  private static String line(LogConfig.Format format, String message, Object... arguments) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName("org.chancery.server.session.Session");
    event.setLevel(Level.INFO);
    event.setThreadName("test");
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
    event.setMessage(message);
    event.setArgumentArray(arguments);
    event.setMDCPropertyMap(Map.of(Logging.SESSION, "s42"));
    byte[] encoded = Logging.encoder(format, context).encode(event);
    return new String(encoded, StandardCharsets.UTF_8).stripTrailing();
  }
}
