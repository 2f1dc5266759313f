package org.chancery.server.feature.rooms.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;

/** Who may decide whose affiliation, XEP-0045 sections 5.2, 9 and 10. */
final class AffiliationRules {
  private AffiliationRules() {}

  /**
   * Refuses decisions that the person may not make; all of them if one is.
   *
   * @throws StanzaException {@code forbidden}, {@code not-allowed} or {@code conflict}
   */
  static void check(Room room, Jid actor, List<Decision> decisions) {
    Affiliation own = room.memberships().of(actor);
    if (!own.atLeast(Affiliation.ADMIN)) {
      throw new StanzaException(Condition.FORBIDDEN, "Only admins of the room may decide this.");
    }
    decisions.forEach(decision -> check(room, actor, own, decision));
    if (leavesNoOwner(room, decisions)) {
      throw new StanzaException(Condition.CONFLICT, "A room needs an owner.");
    }
  }

  private static void check(Room room, Jid actor, Affiliation own, Decision decision) {
    Affiliation before = room.memberships().of(decision.person());
    if (decision.person().equals(actor) && decision.affiliation() == Affiliation.OUTCAST) {
      throw new StanzaException(Condition.CONFLICT, "You can't ban yourself.");
    }
    boolean domain = decision.person().isDomain();
    if (domain && decision.affiliation().atLeast(Affiliation.MEMBER)) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "A whole domain can only be banned.");
    }
    if (own == Affiliation.OWNER) {
      return;
    }
    if (decision.affiliation().atLeast(Affiliation.ADMIN)) {
      throw new StanzaException(Condition.FORBIDDEN, "Only owners of the room may decide this.");
    }
    if (before.atLeast(Affiliation.ADMIN) && !decision.person().equals(actor)) {
      throw new StanzaException(Condition.NOT_ALLOWED, "Only owners may decide about admins.");
    }
  }

  private static boolean leavesNoOwner(Room room, List<Decision> decisions) {
    Map<Jid, Affiliation> owners = new HashMap<>();
    room.memberships()
        .with(Affiliation.OWNER)
        .forEach(owner -> owners.put(owner.person(), Affiliation.OWNER));
    if (owners.isEmpty()) {
      return false; // a room of the directory's, or of administrators
    }
    decisions.forEach(decision -> owners.put(decision.person(), decision.affiliation()));
    return owners.values().stream().noneMatch(Affiliation.OWNER::equals);
  }
}
