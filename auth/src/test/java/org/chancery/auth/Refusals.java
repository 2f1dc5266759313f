package org.chancery.auth;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** All that a directory can say and does not let anybody in. */
public final class Refusals {
  private Refusals() {}

  /** One of each kind; a kind that is added is among them. */
  public static List<Outcome> all() {
    return Arrays.stream(Outcome.class.getPermittedSubclasses())
        .filter(kind -> kind != Outcome.Ok.class)
        .map(Refusals::example)
        .toList();
  }

  private static Outcome example(Class<?> kind) {
    try {
      var constructor = kind.getDeclaredConstructors()[0];
      Object[] arguments =
          Arrays.stream(constructor.getParameterTypes()).map(Refusals::argument).toArray();
      return (Outcome) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(kind + " needs an example", e);
    }
  }

  private static Object argument(Class<?> type) {
    if (type == String.class) {
      return "by the test";
    }
    return type == Duration.class ? (Object) Duration.ofMinutes(1) : (Object) false;
  }
}
