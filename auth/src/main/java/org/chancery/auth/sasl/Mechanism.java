package org.chancery.auth.sasl;

/** One SASL mechanism that needs no password here: single sign-on. Thread-safe. */
public interface Mechanism {

  /** Its name in the IANA registry. */
  String name();

  /** Whether a client that comes in by this channel may be offered it. */
  boolean servesOn(Channel channel);

  /** Begins an exchange for the people of a domain. */
  SaslExchange start(String domain, Channel channel);
}
