package org.chancery.auth.sasl;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Directories;
import org.chancery.auth.device.DevicePasswords;

/** Single sign-on first, then what works with passwords: SCRAM and PLAIN, strongest first. */
public final class SaslMechanisms implements Mechanisms {
  private static final String PLUS = "-PLUS";
  private static final int NONCE_BYTES = 24;
  private static final List<ScramHash> STRONGEST_FIRST =
      List.of(ScramHash.SHA_512, ScramHash.SHA_256, ScramHash.SHA_1);

  private final Directories directories;
  private final FakeVerifiers fakes;
  private final SaslSettings settings;
  private final List<Mechanism> signOn;
  private final Optional<DevicePasswords> devices;
  private final SecureRandom random = new SecureRandom();

  /**
   * With the directories to ask.
   *
   * @param secret at least 16 random bytes of the server that never change: made-up salts are
   *     derived from it
   */
  public SaslMechanisms(Directories directories, byte[] secret, SaslSettings settings) {
    this(directories, secret, settings, List.of(), Optional.empty());
  }

  /**
   * The same, with further ways to log in.
   *
   * @param signOn mechanisms that need no password, the preferred first
   * @param devices further passwords that people have
   */
  public SaslMechanisms(
      Directories directories,
      byte[] secret,
      SaslSettings settings,
      List<Mechanism> signOn,
      Optional<DevicePasswords> devices) {
    this.devices = devices;
    this.directories = directories;
    this.fakes = new FakeVerifiers(secret, settings.iterations());
    this.settings = settings;
    this.signOn = List.copyOf(signOn);
  }

  @Override
  public List<String> offered(String domain, Channel channel) {
    List<String> offered = new ArrayList<>();
    if (directories.of(domain).isEmpty()) {
      return List.of();
    }
    signOn.stream().filter(one -> one.servesOn(channel)).map(Mechanism::name).forEach(offered::add);
    if (scramOffered(domain)) {
      if (!channel.binding().types().isEmpty()) {
        STRONGEST_FIRST.forEach(hash -> offered.add(hash.mechanism() + PLUS));
      }
      STRONGEST_FIRST.forEach(hash -> offered.add(hash.mechanism()));
    }
    if (channel.encrypted()) {
      offered.add("PLAIN");
    }
    offered.removeAll(settings.refused());
    return List.copyOf(offered);
  }

  private boolean scramOffered(String domain) {
    return switch (settings.scram()) {
      case WHEN_ALL_CAN -> directories.allHaveVerifiers(domain);
      case WHEN_ANY_CAN -> devices.isPresent() || directories.anyHasVerifiers(domain);
      case NEVER -> false;
    };
  }

  @Override
  public Optional<SaslExchange> start(String mechanism, String domain, Channel channel) {
    List<String> offered = offered(domain, channel);
    if (!offered.contains(mechanism)) {
      return Optional.empty();
    }
    if (mechanism.equals("PLAIN")) {
      return Optional.of(new PlainExchange(directories, devices, domain));
    }
    return signOn.stream()
        .filter(one -> one.name().equals(mechanism))
        .findFirst()
        .map(one -> one.start(domain, channel))
        .or(() -> scram(mechanism, offered, domain, channel.binding()));
  }

  private Optional<SaslExchange> scram(
      String mechanism, List<String> offered, String domain, ChannelBinding binding) {
    boolean plus = mechanism.endsWith(PLUS);
    String plain = plus ? mechanism.substring(0, mechanism.length() - PLUS.length()) : mechanism;
    boolean plusOffered = offered.stream().anyMatch(name -> name.endsWith(PLUS));
    return STRONGEST_FIRST.stream()
        .filter(hash -> hash.mechanism().equals(plain))
        .findFirst()
        .map(
            hash ->
                new ScramExchange(
                    new ScramExchange.Setting(
                        hash,
                        plus,
                        plusOffered,
                        domain,
                        binding,
                        directories,
                        devices,
                        fakes,
                        nonce())));
  }

  private String nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }
}
