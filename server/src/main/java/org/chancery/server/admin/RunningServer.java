package org.chancery.server.admin;

import java.util.List;
import java.util.SequencedMap;

/**
 * A server that accepts connections.
 *
 * @param people what {@code --demo} tells about each person it made, a line each
 * @param addresses where it can be reached, by the names that the ready line uses, in that order
 * @param stop ends it; returns when the last session has been told and everything is on disk
 */
record RunningServer(List<String> people, SequencedMap<String, String> addresses, Runnable stop) {}
