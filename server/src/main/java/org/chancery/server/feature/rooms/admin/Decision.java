package org.chancery.server.feature.rooms.admin;

import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.server.feature.rooms.state.Affiliation;

/**
 * That somebody shall have an affiliation. Immutable.
 *
 * @param person a bare address; a domain for a ban of everybody there
 * @param affiliation the one from now on
 * @param nick the nickname to reserve; empty text for none; empty to leave it as it is
 * @param reason what whoever decided wrote
 * @param group the directory's group that it follows; empty when a person decided
 */
public record Decision(
    Jid person, Affiliation affiliation, Optional<String> nick, String reason, String group) {

  /** A decision without anything besides. */
  public static Decision of(Jid person, Affiliation affiliation, String reason) {
    return new Decision(person.bare(), affiliation, Optional.empty(), reason, "");
  }
}
