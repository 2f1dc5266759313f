package org.chancery.server.session;

import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.chancery.auth.LoginGuard;
import org.chancery.auth.sasl.Mechanisms;
import org.chancery.protocol.Element;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Hooks;
import org.chancery.server.net.NetConfig;

/** What every negotiation needs. */
record NegotiationParts(
    Set<String> domains,
    Mechanisms mechanisms,
    LoginGuard guard,
    Hooks hooks,
    Sessions sessions,
    Lifecycle lifecycle,
    StreamManager streamManager,
    AuditLog auditLog,
    SessionConfig config,
    NetConfig net,
    Clock clock,
    Supplier<String> ids) {

  /** What may be sent and how long one may be silent, XEP-0478. */
  Element limits(boolean loggedIn) {
    int bytes = (loggedIn ? net.afterLogin() : net.beforeLogin()).maxStanzaBytes();
    return Element.builder("limits", "urn:xmpp:stream-limits:0")
        .add("max-bytes", Integer.toString(bytes))
        .add("idle-seconds", Long.toString(net.idleTimeout().toSeconds()))
        .build();
  }
}
