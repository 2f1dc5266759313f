package org.chancery.server.feature;

import org.chancery.server.routing.Copies;

/**
 * Adds or drops recipient copies of a message after its commit. A failure is logged and the rest
 * goes on.
 */
@FunctionalInterface
public interface FanOut {

  /** Changes who gets a copy. */
  void fanOut(Copies copies);
}
