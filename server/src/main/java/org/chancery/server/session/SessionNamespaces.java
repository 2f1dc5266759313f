package org.chancery.server.session;

/** Namespaces that the stream itself speaks. */
final class SessionNamespaces {
  /** XEP-0198. */
  static final String STREAM_MANAGEMENT = "urn:xmpp:sm:3";

  private SessionNamespaces() {}
}
