package org.chancery.server.feature.rooms.state;

import java.util.Locale;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/** What somebody may do during a visit to a room, XEP-0045 section 5.1, from least to most. */
public enum Role {
  /** Not in the room. */
  NONE,
  /** Reads. */
  VISITOR,
  /** Speaks. */
  PARTICIPANT,
  /** Decides who speaks and who leaves. */
  MODERATOR;

  /**
   * Reads the value of an attribute.
   *
   * @throws StanzaException {@code bad-request} when it is none
   */
  public static Role of(String name) {
    for (Role role : values()) {
      if (role.xmlName().equals(name)) {
        return role;
      }
    }
    throw new StanzaException(Condition.BAD_REQUEST, "There is no such role.");
  }

  /** The value on the wire and in the record. */
  public String xmlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has all rights of the other. */
  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }
}
