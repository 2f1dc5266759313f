package org.chancery.server.admin;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * How the process logs.
 *
 * @param format of a line
 * @param level from which on lines are written
 * @param levels other levels for loggers by name
 */
public record LogConfig(Format format, Level level, Map<String, Level> levels) {

  /** The layouts. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line, for collectors. */
    JSON
  }

  /** The words for levels. */
  private enum Word {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Reads {@code chancery.log}. */
  public static LogConfig from(Settings settings) {
    Section log = settings.section("log");
    Map<String, Level> levels = new LinkedHashMap<>();
    log.map("levels")
        .forEach(
            (logger, word) -> {
              Level level = Level.toLevel(word, null);
              if (level == null) {
                log.problem(
                    "levels",
                    "gives " + logger + " a level that is none of error, warn, info, debug, trace");
              } else {
                levels.put(logger, level);
              }
            });
    return new LogConfig(
        log.oneOf("format", Format.class),
        Level.toLevel(log.oneOf("level", Word.class).name()),
        Map.copyOf(levels));
  }
}
