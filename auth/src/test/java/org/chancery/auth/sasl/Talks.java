package org.chancery.auth.sasl;

import java.nio.charset.StandardCharsets;
import org.chancery.auth.sasl.SaslExchange.Challenge;
import org.chancery.auth.sasl.SaslExchange.Failure;
import org.chancery.auth.sasl.SaslExchange.Step;
import org.chancery.auth.sasl.SaslExchange.Success;

/** Short ways to hold an exchange in a test. */
public final class Talks {
  private Talks() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  /** Runs a client against an exchange to the end. */
  public static Step run(SaslExchange exchange, ScramClient client) {
    Step step = exchange.respond(client.first());
    return step instanceof Challenge(byte[] data) ? exchange.respond(client.respond(data)) : step;
  }

  public static Failure failure(Step step) {
    if (step instanceof Failure failure) {
      return failure;
    }
    throw new AssertionError("expected a failure, was " + step.getClass().getSimpleName());
  }

  public static Success success(Step step) {
    if (step instanceof Success success) {
      return success;
    }
    throw new AssertionError("expected a success, was " + step);
  }

  public static String challenge(Step step) {
    if (step instanceof Challenge(byte[] data)) {
      return text(data);
    }
    throw new AssertionError("expected a challenge, was " + step);
  }
}
