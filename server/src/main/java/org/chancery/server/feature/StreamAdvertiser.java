package org.chancery.server.feature;

import java.util.Optional;
import org.chancery.protocol.Element;

/** Adds to the stream features that an authenticated client is shown (RFC 6120 section 4.3.2). */
@FunctionalInterface
public interface StreamAdvertiser {

  /** The feature element for a client of this domain; empty for none. */
  Optional<Element> advertise(String domain);
}
