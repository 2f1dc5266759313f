package org.chancery.interop;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Starts the server that the tests are for: Chancery, or the control. */
public final class Servers {
  private Servers() {}

  /**
   * Starts the server named by the system property {@code interop.server}, Chancery by default.
   *
   * @param settings of Chancery, as KEY=VALUE
   */
  public static ServerUnderTest start(Place place, String... settings)
      throws IOException, InterruptedException, TimeoutException {
    return switch (System.getProperty("interop.server", "chancery")) {
      case "chancery" -> ChanceryServer.start(place, settings);
      case "prosody" -> ProsodyServer.start(place);
      case String other -> throw new IllegalArgumentException("interop.server is " + other);
    };
  }
}
