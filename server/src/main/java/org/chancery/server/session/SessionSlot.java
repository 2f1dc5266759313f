package org.chancery.server.session;

import java.util.function.Supplier;

/**
 * The key under which a feature keeps state of its own in a session; one constant in the feature.
 * It survives resumption.
 *
 * @param <T> the type of the state
 */
public final class SessionSlot<T> {
  private final Supplier<T> initial;

  /** With what a new session starts with. */
  public SessionSlot(Supplier<T> initial) {
    this.initial = initial;
  }

  T initial() {
    return initial.get();
  }
}
