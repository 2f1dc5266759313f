package org.chancery.auth.sasl;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.Outcome;

/**
 * An exchange that asks a guard before a password is checked, and tells it what came of the
 * attempt.
 */
public final class GuardedExchange implements SaslExchange {
  private final SaslExchange exchange;
  private final LoginGuard guard;
  private final InetAddress source;
  private final Pause pause;
  private String claimed = "";

  /** How to wait on this session's thread; ends early when the session does. */
  public interface Pause {
    /**
     * Waits.
     *
     * @throws InterruptedException when it is not worth waiting any longer
     */
    void pause(Duration duration) throws InterruptedException;
  }

  /** With the exchange to guard, and where its client is. */
  public GuardedExchange(SaslExchange exchange, LoginGuard guard, InetAddress source, Pause pause) {
    this.exchange = exchange;
    this.guard = guard;
    this.source = source;
    this.pause = pause;
  }

  @Override
  public Optional<String> claims(byte[] data) {
    return exchange.claims(data);
  }

  @Override
  public Step respond(byte[] data) {
    Optional<String> name = exchange.claims(data).filter(_ -> claimed.isEmpty());
    if (name.isPresent()) {
      Duration delay = guard.delayBefore(name.get(), source);
      if (delay.compareTo(guard.patience()) > 0) {
        return Failures.of(new Outcome.TooManyAttempts(delay), name.get());
      }
      claimed = name.get();
      if (!waited(delay)) {
        return Failures.of(new Outcome.TooManyAttempts(delay), claimed);
      }
    }
    Step step = exchange.respond(data);
    switch (step) {
      case Challenge _ -> {
        return step;
      }
      // Who came without naming anybody first has shown something that can't be guessed. That says
      // nothing of guesses at this person's password, and doesn't make them start afresh.
      case Success _ when claimed.isEmpty() -> {}
      case Success _ -> guard.succeeded(claimed, source);
      case Failure failure -> report(failure);
    }
    return step;
  }

  private boolean waited(Duration delay) {
    if (delay.isZero()) {
      return true;
    }
    try {
      pause.pause(delay);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void report(Failure failure) {
    switch (failure.outcome()) {
      case Outcome.Unreachable _, Outcome.TooManyAttempts _ -> notChecked();
      // The password was right: whoever knows it is not guessing.
      case Outcome.Disabled _,
          Outcome.Expired _,
          Outcome.MustChangePassword _,
          Outcome.OutsideHours _,
          Outcome.NotAllowed _ ->
          notChecked();
      // Nobody guesses a key; a whole company behind one address may have let theirs expire.
      case Outcome.Unproven _ -> notChecked();
      case Outcome.Ok _, Outcome.WrongPassword _, Outcome.Unknown _, Outcome.Locked _ ->
          guard.failed(source);
      case Outcome.Invalid _ -> {
        notChecked();
        guard.failed(source);
      }
    }
  }

  private void notChecked() {
    if (!claimed.isEmpty()) {
      guard.notChecked(claimed);
    }
  }
}
