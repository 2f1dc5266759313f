package org.chancery.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Turns single values into types; empty, or an {@link IllegalArgumentException}, when the value
 * does not fit.
 */
final class Scalar {

  private static final int SHOWN = 40;

  private Scalar() {}

  static Optional<String> text(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.unwrapped().toString());
      case NULL, LIST, OBJECT -> Optional.empty();
    };
  }

  static Optional<List<String>> texts(ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      return text(value).map(it -> it.isEmpty() ? List.of() : List.of(it));
    }
    List<String> result = new ArrayList<>();
    for (ConfigValue each : list) {
      text(each).ifPresent(result::add);
    }
    return result.size() == list.size() ? Optional.of(List.copyOf(result)) : Optional.empty();
  }

  static Optional<Long> whole(ConfigValue value, long min, long max) {
    return text(value)
        .map(it -> new BigDecimal(it))
        .filter(it -> it.stripTrailingZeros().scale() <= 0)
        .filter(it -> it.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0)
        .flatMap(it -> within(it.longValue(), min, max));
  }

  static Optional<OptionalInt> port(ConfigValue value) {
    boolean off =
        value.valueType() == ConfigValueType.BOOLEAN
            ? value.unwrapped().equals(false)
            : value.unwrapped().equals("off");
    return off
        ? Optional.of(OptionalInt.empty())
        : whole(value, 0, 65_535).map(it -> OptionalInt.of(it.intValue()));
  }

  static Optional<Long> within(long value, long min, long max) {
    return value >= min && value <= max ? Optional.of(value) : Optional.empty();
  }

  /**
   * A bare number has no unit: one reader takes it for seconds, another for milliseconds. So it is
   * refused, except for zero.
   */
  static Optional<Duration> duration(
      ConfigValue value, Supplier<Duration> reader, Duration min, Duration max) {
    String text = text(value).orElse("");
    boolean bare = text.matches("[-+0-9.]*") && !text.equals("0");
    return bare
        ? Optional.empty()
        : Optional.of(reader.get()).filter(it -> it.compareTo(min) >= 0 && it.compareTo(max) <= 0);
  }

  static List<InetAddress> addresses(List<String> texts) {
    return texts.stream()
        .map(
            it ->
                it.equals("*") ? new InetSocketAddress(0).getAddress() : InetAddress.ofLiteral(it))
        .toList();
  }

  static String show(Duration time) {
    long seconds = time.toSeconds();
    if (time.getNano() != 0) {
      return time.toMillis() + "ms";
    }
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    return seconds + "s";
  }

  static String brief(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
