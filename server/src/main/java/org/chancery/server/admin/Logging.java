package org.chancery.server.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback. Everything goes to standard error: standard output belongs to what a command
 * prints. Each line carries the session's id from the diagnostic context, under the key {@value
 * #SESSION}.
 */
final class Logging {

  /** The key of the diagnostic context that holds the session's id. */
  static final String SESSION = "session";

  /** Long messages are cut and control characters blanked, whoever chose the text. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%X{session:--}] %logger{0}: "
          + "%replace(%.-2000msg){'[\\p{Cntrl}]', ' '}%n";

  /** Libraries whose every step is of interest only to somebody who asks for it. */
  private static final Map<String, Level> TALKATIVE =
      Map.of(
          // Whoever needed a connection that broke says so.
          "com.zaxxer.hikari", Level.ERROR,
          "io.netty", Level.WARN,
          "org.postgresql", Level.WARN,
          // Passes the notices of PostgreSQL on, such as that something exists already.
          "org.flywaydb", Level.ERROR);

  private Logging() {}

  /** Replaces the present set-up of the whole process. */
  static void apply(LogConfig config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(config.format(), context));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(config.level());
    root.addAppender(appender);
    TALKATIVE.forEach(
        (name, level) -> context.getLogger(name).setLevel(quieter(level, config.level())));
    config.levels().forEach((name, level) -> context.getLogger(name).setLevel(level));
  }

  private static Level quieter(Level one, Level other) {
    return one.isGreaterOrEqual(other) ? one : other;
  }

  /** For commands, which tell by themselves what their user must know: only errors. */
  static void quiet() {
    apply(new LogConfig(LogConfig.Format.TEXT, Level.ERROR, Map.of()));
  }

  static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext context) {
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> text();
          case JSON -> json();
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static PatternLayoutEncoder text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static JsonEncoder json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }
}
