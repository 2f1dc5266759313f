package org.chancery.server.session;

import java.time.Duration;

/**
 * Settings of client sessions.
 *
 * @param requireTls whether nobody may log in without TLS
 * @param loginAttempts how many failed attempts one connection may make
 * @param sessionsPerAccount how many resources an account may have online
 * @param resumeFor how long a session waits for its client to come back (XEP-0198)
 * @param unacknowledged how many messages may be unacknowledged before the session is ended
 * @param unacknowledgedLength how many characters of all stanzas may be; as many as may wait to be
 *     sent, since all of it is sent again at once when the stream is resumed
 */
public record SessionConfig(
    boolean requireTls,
    int loginAttempts,
    int sessionsPerAccount,
    Duration resumeFor,
    int unacknowledged,
    long unacknowledgedLength) {}
