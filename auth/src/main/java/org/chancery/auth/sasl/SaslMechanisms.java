package org.chancery.auth.sasl;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Directories;

/** The mechanisms that work with passwords: SCRAM and PLAIN, strongest first. */
public final class SaslMechanisms implements Mechanisms {
  private static final String PLUS = "-PLUS";
  private static final int NONCE_BYTES = 24;
  private static final List<ScramHash> STRONGEST_FIRST =
      List.of(ScramHash.SHA_512, ScramHash.SHA_256, ScramHash.SHA_1);

  private final Directories directories;
  private final FakeVerifiers fakes;
  private final SaslSettings settings;
  private final SecureRandom random = new SecureRandom();

  /**
   * With the directories to ask.
   *
   * @param secret at least 16 random bytes of the server that never change: made-up salts are
   *     derived from it
   */
  public SaslMechanisms(Directories directories, byte[] secret, SaslSettings settings) {
    this.directories = directories;
    this.fakes = new FakeVerifiers(secret, settings.iterations());
    this.settings = settings;
  }

  @Override
  public List<String> offered(String domain, boolean encrypted, ChannelBinding binding) {
    List<String> offered = new ArrayList<>();
    if (directories.of(domain).isEmpty()) {
      return List.of();
    }
    if (scramOffered(domain)) {
      if (!binding.types().isEmpty()) {
        STRONGEST_FIRST.forEach(hash -> offered.add(hash.mechanism() + PLUS));
      }
      STRONGEST_FIRST.forEach(hash -> offered.add(hash.mechanism()));
    }
    if (encrypted) {
      offered.add("PLAIN");
    }
    offered.removeAll(settings.refused());
    return List.copyOf(offered);
  }

  private boolean scramOffered(String domain) {
    return switch (settings.scram()) {
      case WHEN_ALL_CAN -> directories.allHaveVerifiers(domain);
      case WHEN_ANY_CAN -> directories.anyHasVerifiers(domain);
      case NEVER -> false;
    };
  }

  @Override
  public Optional<SaslExchange> start(
      String mechanism, String domain, boolean encrypted, ChannelBinding binding) {
    List<String> offered = offered(domain, encrypted, binding);
    if (!offered.contains(mechanism)) {
      return Optional.empty();
    }
    if (mechanism.equals("PLAIN")) {
      return Optional.of(new PlainExchange(directories, domain));
    }
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
                        hash, plus, plusOffered, domain, binding, directories, fakes, nonce())));
  }

  private String nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }
}
