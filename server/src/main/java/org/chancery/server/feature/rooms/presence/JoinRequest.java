package org.chancery.server.feature.rooms.presence;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Presence;
import org.chancery.server.feature.rooms.history.HistoryRequest;
import org.chancery.server.feature.rooms.stanzas.AffiliationVersions;
import org.chancery.server.feature.rooms.stanzas.Muc;

/**
 * What a client says when it enters, XEP-0045 section 7.2. Immutable.
 *
 * @param nick the nickname it wants
 * @param password for the room; empty for none
 * @param history how much it wants to be shown
 * @param list what it says of the list of affiliations, if it wants to follow it
 * @param presence the whole stanza
 */
record JoinRequest(
    String nick,
    String password,
    HistoryRequest history,
    Optional<Element> list,
    Presence presence) {

  /** The request in a presence, if it is one. */
  static Optional<JoinRequest> in(Presence presence) {
    return presence
        .element()
        .child("x", Muc.MUC)
        .map(
            muc ->
                new JoinRequest(
                    presence.to().orElseThrow().resource(),
                    password(muc, presence.element()),
                    HistoryRequest.in(muc),
                    AffiliationVersions.asked(muc),
                    presence));
  }

  /** Section 14.3 allows the password also in the element that the room uses. */
  private static String password(Element muc, Element presence) {
    return muc.childText("password")
        .or(() -> presence.child("x", Muc.USER).flatMap(user -> user.childText("password")))
        .orElse("");
  }
}
