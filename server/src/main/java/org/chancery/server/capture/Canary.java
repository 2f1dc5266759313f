package org.chancery.server.capture;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.Router;
import org.chancery.storage.CaptureStore;

/**
 * Sends a message from the server to the server by the path that everybody's messages take, and
 * looks for it in the database. It has no text, and nobody is shown it. Thread-safe.
 */
public final class Canary {
  private static final String NAMESPACE = "urn:chancery:canary:0";

  private final Jid server;
  private final Router router;
  private final CaptureStore store;
  private final Clock clock;

  /**
   * With its way in and the place to look.
   *
   * @param server the server's own address: the domain
   */
  public Canary(Jid server, Router router, CaptureStore store, Clock clock) {
    this.server = server;
    this.router = router;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Sends one and waits until the server is done with it.
   *
   * @return whether it is on record; empty when it was refused, as messages are while the record
   *     can't be written to
   * @throws org.chancery.storage.StorageException when the database can't say
   */
  Optional<Boolean> fly() {
    // A position may be a little behind the clock; a canary of another time has another id.
    Instant since = clock.instant().minus(1, ChronoUnit.MINUTES);
    String id = UUID.randomUUID().toString();
    Message canary = Message.of(Message.Type.HEADLINE, id, server, Element.of("canary", NAMESPACE));
    return router.route(Origin.ofServer(server), canary.withTo(server))
        ? Optional.of(store.holds(server, id, since))
        : Optional.empty();
  }
}
