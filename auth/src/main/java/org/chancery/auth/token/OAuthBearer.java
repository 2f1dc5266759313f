package org.chancery.auth.token;

import java.time.InstantSource;
import org.chancery.auth.Directories;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.sasl.SaslExchange;

/** The mechanism OAUTHBEARER, for clients that have got a token from the issuer. */
public final class OAuthBearer implements Mechanism, AutoCloseable {
  private final TokenSettings settings;
  private final Directories directories;
  private final Issuer issuer;
  private final TokenVerifier verifier;

  /**
   * Asks the issuer for nothing yet.
   *
   * @throws IllegalArgumentException when a file of the settings can't be used
   */
  public OAuthBearer(TokenSettings settings, Directories directories, InstantSource clock) {
    this.settings = settings;
    this.directories = directories;
    this.issuer = new Issuer(settings);
    this.verifier = new TokenVerifier(settings, issuer, clock);
  }

  @Override
  public String name() {
    return "OAUTHBEARER";
  }

  /** Never in clear: whoever reads a token can use it. */
  @Override
  public boolean servesOn(Channel channel) {
    return channel.encrypted() && settings.listeners().contains(channel.listener());
  }

  @Override
  public SaslExchange start(String domain, Channel channel) {
    return new OAuthBearerExchange(this, domain);
  }

  TokenSettings settings() {
    return settings;
  }

  Directories directories() {
    return directories;
  }

  Issuer issuer() {
    return issuer;
  }

  TokenVerifier verifier() {
    return verifier;
  }

  @Override
  public void close() {
    verifier.close();
    issuer.close();
  }
}
