package org.chancery.auth.kerberos;

import java.nio.file.Path;
import java.util.Set;
import org.chancery.auth.sasl.Listener;

/**
 * Whose tickets let people in.
 *
 * @param keytab the keys of this service, for principals such as {@code
 *     xmpp/chat.example.org@EXAMPLE.ORG}; read again when it changes
 * @param realms whose people may come: {@code alice@EXAMPLE.ORG} is the account {@code alice}
 * @param listeners where it is offered
 */
public record KerberosSettings(Path keytab, Set<String> realms, Set<Listener> listeners) {

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException without a realm: trusted realms vouch for their own people,
   *     who must not become ours unasked
   */
  public KerberosSettings {
    realms = Set.copyOf(realms);
    listeners = Set.copyOf(listeners);
    if (realms.isEmpty()) {
      throw new IllegalArgumentException("at least one realm is needed");
    }
  }
}
