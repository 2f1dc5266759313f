package org.chancery.protocol;

/** Namespaces of the core protocol. Each extension keeps its own beside its code. */
public final class Namespaces {
  /** Stanzas between a client and its server, RFC 6120 section 4.8.2. */
  public static final String CLIENT = "jabber:client";

  /** The stream element, its features and errors, RFC 6120 section 4.8.1. */
  public static final String STREAM = "http://etherx.jabber.org/streams";

  /** Conditions of stream errors, RFC 6120 section 4.9.2. */
  public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

  /** Conditions of stanza errors, RFC 6120 section 8.3.2. */
  public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  /** STARTTLS, RFC 6120 section 5. */
  public static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";

  /** SASL, RFC 6120 section 6. */
  public static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

  /** Resource binding, RFC 6120 section 7. */
  public static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";

  /** Session establishment of RFC 3921, kept for old clients. */
  public static final String SESSION = "urn:ietf:params:xml:ns:xmpp-session";

  /** The {@code xml:} prefix. */
  public static final String XML = "http://www.w3.org/XML/1998/namespace";

  private Namespaces() {}
}
