package org.chancery.server.feature.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.server.feature.caps.EntityCaps;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.PubSubStore.Last;

/**
 * Sends the newest items to whoever has just come, or has just been let in, XEP-0163 section 4.3.
 */
final class LastItems implements EntityCaps.InterestListener {
  private final Nodes nodes;
  private final Rosters rosters;
  private final Sessions sessions;
  private final EntityCaps caps;

  LastItems(Nodes nodes, Rosters rosters, Sessions sessions, EntityCaps caps) {
    this.nodes = nodes;
    this.rosters = rosters;
    this.sessions = sessions;
    this.caps = caps;
  }

  @Override
  public void interested(Session session, Set<String> names) {
    List<Jid> accounts = new ArrayList<>(rosters.watched(session.account()));
    accounts.add(session.account());
    send(session, accounts, names);
  }

  /** An account has let a contact see its presence. */
  void granted(Jid account, Jid contact) {
    for (Session session : sessions.available(contact)) {
      send(session, List.of(account), caps.interests(session));
    }
  }

  private void send(Session session, List<Jid> accounts, Set<String> names) {
    if (names.isEmpty()) {
      return;
    }
    for (Last last : nodes.store().lastItems(accounts, names, session.account())) {
      NodeAccess access = NodeAccess.ofReader(last, session.account(), rosters);
      boolean wanted =
          access.config().sendsLastOnPresence()
              && access.config().is(Setting.DELIVER_NOTIFICATIONS)
              && !nodes.hidden(last.node().service(), last.node().name());
      if (wanted && access.mayRead(session.account())) {
        nodes.notifier().tellLast(access, session, last.item());
      }
    }
  }
}
