package org.chancery.auth.kerberos;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.kerberos.KeyTab;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.chancery.auth.Directories;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.sasl.SaslExchange;

/**
 * The mechanism GSSAPI, for clients that have a Kerberos ticket for this service. It is offered
 * only with TLS, since its own security layers are not.
 */
public final class Gssapi implements Mechanism {
  private static final String SERVICE = "xmpp";

  private final KerberosSettings settings;
  private final Directories directories;
  private final Subject service;

  /** With the keys to accept tickets by, and the directories that say who may log in. */
  public Gssapi(KerberosSettings settings, Directories directories) {
    this.settings = settings;
    this.directories = directories;
    // Not bound to one principal: any xmpp/... key of the file will do, however clients name us.
    this.service =
        new Subject(
            true,
            Set.of(),
            Set.of(),
            Set.of(KeyTab.getUnboundInstance(settings.keytab().toFile())));
  }

  @Override
  public String name() {
    return "GSSAPI";
  }

  @Override
  public boolean servesOn(Channel channel) {
    return channel.encrypted() && settings.listeners().contains(channel.listener());
  }

  @Override
  public SaslExchange start(String domain, Channel channel) {
    return new GssapiExchange(this, domain);
  }

  /** The JDK's server side of the mechanism, without security layers. */
  SaslServer server(CallbackHandler handler) throws SaslException {
    return asService(
        () -> Sasl.createSaslServer(name(), SERVICE, null, Map.of(Sasl.QOP, "auth"), handler));
  }

  /** Something of the JDK's that throws as it does. */
  interface Work<T> {
    T run() throws SaslException;
  }

  <T> T asService(Work<T> work) throws SaslException {
    try {
      return Subject.callAs(service, work::run);
    } catch (CompletionException e) {
      throw e.getCause() instanceof SaslException refused
          ? refused
          : new SaslException("internal error", e.getCause());
    }
  }

  KerberosSettings settings() {
    return settings;
  }

  Directories directories() {
    return directories;
  }
}
