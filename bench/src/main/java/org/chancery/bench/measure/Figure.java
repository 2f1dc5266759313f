package org.chancery.bench.measure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a scenario may measure, in the order in which reports show it. */
public enum Figure {
  MESSAGES_PER_SECOND("messages/s", 0),
  LOG_INS_PER_SECOND("log-ins/s", 1),
  DELIVERIES_PER_SECOND("deliveries/s", 0),
  SESSIONS("sessions", 0),
  LATENCY_P50("latency p50, ms", 2),
  LATENCY_P90("latency p90, ms", 2),
  LATENCY_P99("latency p99, ms", 2),
  LATENCY_P999("latency p99.9, ms", 2),
  LATENCY_MAX("latency max, ms", 2),
  CPU_PER_MESSAGE("server + PostgreSQL CPU, us/message", 1),
  SERVER_CPU_PER_MESSAGE("server CPU, us/message", 1),
  POSTGRES_CPU_PER_MESSAGE("PostgreSQL CPU, us/message", 1),
  GENERATOR_CPU_PER_MESSAGE("generator CPU, us/message", 1),
  CPU_PER_DELIVERY("server + PostgreSQL CPU, us/delivery", 1),
  SERVER_CPU_PER_DELIVERY("server CPU, us/delivery", 1),
  POSTGRES_CPU_PER_DELIVERY("PostgreSQL CPU, us/delivery", 1),
  GENERATOR_CPU_PER_DELIVERY("generator CPU, us/delivery", 1),
  CPU_PER_LOG_IN("server + PostgreSQL CPU, ms/log-in", 2),
  SERVER_CPU_PER_LOG_IN("server CPU, ms/log-in", 2),
  POSTGRES_CPU_PER_LOG_IN("PostgreSQL CPU, ms/log-in", 2),
  GENERATOR_CPU_PER_LOG_IN("generator CPU, ms/log-in", 2),
  MEMORY_PER_SESSION("server PSS growth, KiB/session", 1),
  HEAP_PER_SESSION("live Java heap growth, KiB/session", 1),
  SERVER_MEMORY("server PSS, MiB", 1),
  SERVER_CORES("server + PostgreSQL, cores busy", 2),
  GENERATOR_CORES("generator, cores busy", 2),
  LOST("lost", 0),
  DOUBLED("doubled", 0),
  OUT_OF_ORDER("out of order", 0),
  REFUSED("refused", 0),
  BROKEN("connections broken", 0),
  FAILED("log-ins failed", 0);

  private final String label;
  private final int decimals;

  Figure(String label, int decimals) {
    this.label = label;
    this.decimals = decimals;
  }

  /** What it is and its unit, for people. */
  public String label() {
    return label;
  }

  /** Its name in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The figure of that name in JSON. */
  public static Optional<Figure> byKey(String key) {
    return Arrays.stream(values()).filter(figure -> figure.key().equals(key)).findFirst();
  }

  /** A value of it with as many decimals as mean something. */
  public String format(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
