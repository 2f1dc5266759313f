package org.chancery.server.feature;

import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.server.routing.Origin;

/**
 * A request that the server answers. Immutable.
 *
 * @param iq the request, with its sender stamped
 * @param origin who brought it
 * @param target the server's domain or the bare address of the account it is for
 */
public record IqRequest(Iq iq, Origin origin, Jid target) {

  /** The payload. */
  public Element payload() {
    return iq.payload();
  }

  /** The bare address of whoever asks. */
  public Jid asker() {
    return origin.address().bare();
  }
}
