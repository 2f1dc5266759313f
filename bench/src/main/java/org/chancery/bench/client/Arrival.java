package org.chancery.bench.client;

/**
 * How a session arrives.
 *
 * @param resource the resource to bind
 * @param available whether it sends initial presence, and is logged in only when that was taken in
 */
public record Arrival(String resource, boolean available) {}
