package org.chancery.server.audit;

import java.time.Duration;

/**
 * Settings of the write path.
 *
 * @param batchSize how many rows share a commit at most
 * @param queueSize how many may wait for the writer; more are refused at once
 * @param linger how long the writer waits for company before it commits; zero commits what is there
 * @param patience how long a sender waits until its entry begins to be written before it is told to
 *     try again
 * @param retry how long the writer waits before it tries again when the database is away
 * @param chatStates whether chat states without content are recorded
 */
public record AuditConfig(
    int batchSize,
    int queueSize,
    Duration linger,
    Duration patience,
    Duration retry,
    boolean chatStates) {}
