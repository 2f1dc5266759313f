package org.chancery.server;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the server can be reached.
 *
 * @param domain the part of everybody's address after the @
 * @param startTls where clients begin unencrypted and use STARTTLS
 * @param directTls where TLS starts with the first byte
 * @param https where HTTP is spoken over TLS
 */
public record Addresses(
    String domain,
    List<InetSocketAddress> startTls,
    List<InetSocketAddress> directTls,
    List<InetSocketAddress> https) {}
