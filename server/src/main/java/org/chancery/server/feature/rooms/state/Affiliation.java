package org.chancery.server.feature.rooms.state;

import java.util.Locale;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * A person's lasting relation to a room, XEP-0045 section 5.2, from the least rights to the most.
 */
public enum Affiliation {
  /** Banned. */
  OUTCAST,
  /** None. */
  NONE,
  /** May enter a members-only room. */
  MEMBER,
  /** Decides who is a member, and who is banned. */
  ADMIN,
  /** Decides everything. */
  OWNER;

  /**
   * Reads the value of an attribute.
   *
   * @throws StanzaException {@code bad-request} when it is none
   */
  public static Affiliation of(String name) {
    for (Affiliation affiliation : values()) {
      if (affiliation.xmlName().equals(name)) {
        return affiliation;
      }
    }
    throw new StanzaException(Condition.BAD_REQUEST, "There is no such affiliation.");
  }

  /** The value on the wire and in the record. */
  public String xmlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has all rights of the other. */
  public boolean atLeast(Affiliation other) {
    return compareTo(other) >= 0;
  }
}
