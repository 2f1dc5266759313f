package org.chancery.server.net;

import java.time.Duration;
import org.chancery.protocol.stream.StreamLimits;

/**
 * Limits of client connections; every one is a setting.
 *
 * @param beforeLogin what a stream may hold before the person is authenticated
 * @param afterLogin what a stream may hold afterwards
 * @param negotiationTimeout how long a connection may take until it is bound
 * @param stanzaTimeout how long one stanza may take from its first byte to its last (slow loris)
 * @param idleProbe after how much silence the server asks whether the peer is still there
 * @param idleTimeout after how much silence the connection is dropped; longer than {@code
 *     idleProbe}
 * @param inboxStanzas how many received stanzas may wait before the server stops reading
 * @param outboundBytes how much unsent output a peer may pile up before it is disconnected
 * @param bytesPerSecond how fast a peer may send in the long run; it is slowed down, not refused
 * @param burstBytes how much it may send at once before that
 * @param connectionsPerAddress how many connections one source address may hold
 */
public record NetConfig(
    StreamLimits beforeLogin,
    StreamLimits afterLogin,
    Duration negotiationTimeout,
    Duration stanzaTimeout,
    Duration idleProbe,
    Duration idleTimeout,
    int inboxStanzas,
    long outboundBytes,
    long bytesPerSecond,
    long burstBytes,
    int connectionsPerAddress) {}
