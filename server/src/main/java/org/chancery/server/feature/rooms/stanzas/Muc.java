package org.chancery.server.feature.rooms.stanzas;

import org.chancery.protocol.Element;

/** Names of Multi-User Chat, XEP-0045, and of the extensions that its stanzas carry. */
public final class Muc {
  /** What a client says when it enters. */
  public static final String MUC = "http://jabber.org/protocol/muc";

  /** What the room says about people. */
  public static final String USER = MUC + "#user";

  /** What moderators and admins ask for. */
  public static final String ADMIN = MUC + "#admin";

  /** What owners ask for. */
  public static final String OWNER = MUC + "#owner";

  /** The id of a person in a room, XEP-0421. */
  public static final String OCCUPANT_ID = "urn:xmpp:occupant-id:0";

  /** Titles that the room gives people, XEP-0317. */
  public static final String HATS = "urn:xmpp:hats:0";

  private Muc() {}

  /** A status code, XEP-0045 section 15.6. */
  public static Element status(int code) {
    return Element.builder("status", USER).attribute("code", Integer.toString(code)).build();
  }

  /** The id of a person in a room. */
  public static Element occupantId(String id) {
    return Element.builder("occupant-id", OCCUPANT_ID).attribute("id", id).build();
  }

  /** Whether only a room may say this: a client that does is not repeated. */
  public static boolean saidByRoomsOnly(Element child) {
    return child.namespace().equals(USER)
        || child.namespace().equals(MUC)
        || child.is("occupant-id", OCCUPANT_ID)
        || child.is("hats", HATS);
  }
}
