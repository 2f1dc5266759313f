package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class OutageTest {
  private final List<String> lines = new ArrayList<>();
  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (_, level, line) -> lines.add(level.getName() + " " + formatted(line)));

  @Test
  void itsBeginAndItsEndAreSaidOnceEach() {
    Outage outage = new Outage(log, "do the work");
    outage.over();
    outage.failed("the disk is full");
    outage.failed("the disk is full");
    outage.over();
    outage.over();
    outage.failed("again");
    assertEquals(
        List.of(
            "warn can't do the work now: the disk is full",
            "info can do the work again",
            "warn can't do the work now: again"),
        lines);
  }

  private static String formatted(Object[] line) {
    Object[] rest = List.of(line).subList(1, line.length).toArray();
    return MessageFormatter.arrayFormat((String) line[0], rest).getMessage();
  }
}
