package org.chancery.auth.certificate;

import java.time.InstantSource;
import org.chancery.auth.Directories;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.Mechanism;
import org.chancery.auth.sasl.SaslExchange;

/** The mechanism EXTERNAL, for clients that have shown a certificate. */
public final class External implements Mechanism {
  private final CertificateSettings settings;
  private final ClientCertificates certificates;
  private final Directories directories;
  private final InstantSource clock;

  /** With whose certificates to accept, and the directories that say who may log in. */
  public External(
      CertificateSettings settings,
      ClientCertificates certificates,
      Directories directories,
      InstantSource clock) {
    this.settings = settings;
    this.certificates = certificates;
    this.directories = directories;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "EXTERNAL";
  }

  @Override
  public boolean servesOn(Channel channel) {
    return !channel.certificates().isEmpty() && settings.listeners().contains(channel.listener());
  }

  @Override
  public SaslExchange start(String domain, Channel channel) {
    return new ExternalExchange(this, domain, channel.certificates());
  }

  CertificateSettings settings() {
    return settings;
  }

  ClientCertificates certificates() {
    return certificates;
  }

  Directories directories() {
    return directories;
  }

  InstantSource clock() {
    return clock;
  }
}
