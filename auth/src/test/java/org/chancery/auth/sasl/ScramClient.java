package org.chancery.auth.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The client's side of SCRAM, for tests and for the load generator. Used by one thread. */
public final class ScramClient {
  /**
   * Salted passwords by mechanism, password, salt and iterations, so that many log-ins cost one run
   * of PBKDF2.
   */
  private final Map<String, byte[]> cache;

  private final ScramHash hash;
  private final String name;
  private final String password;
  private final String header;
  private final byte[] bindingData;
  private final String nonce;
  private byte[] serverSignature = new byte[0];

  private ScramClient(Builder builder) {
    this.hash = builder.hash;
    this.name = builder.name;
    this.password = builder.password;
    this.header =
        builder.flag
            + ","
            + (builder.authzid.isEmpty() ? "" : "a=" + escaped(builder.authzid))
            + ",";
    this.bindingData = builder.bindingData;
    this.nonce = builder.nonce;
    this.cache = builder.cache;
  }

  /**
   * Begins a client for a mechanism such as {@code SCRAM-SHA-256}; without {@code -PLUS}, see the
   * builder.
   */
  public static Builder of(String mechanism, String name, String password) {
    return new Builder(mechanism, name, password);
  }

  /** A client that binds the channel with its first type if the mechanism ends in {@code -PLUS}. */
  public static ScramClient forChannel(
      String mechanism, String name, String password, ChannelBinding binding) {
    Builder builder = of(mechanism, name, password);
    if (mechanism.endsWith("-PLUS")) {
      String type = binding.types().getFirst();
      builder.binding(type, binding.data(type).orElseThrow());
    }
    return builder.build();
  }

  /** What varies between clients. */
  public static final class Builder {
    private final ScramHash hash;
    private final String name;
    private final String password;
    private String flag = "n";
    private String authzid = "";
    private byte[] bindingData = new byte[0];
    private String nonce = randomNonce();
    private Map<String, byte[]> cache = new ConcurrentHashMap<>();

    private Builder(String mechanism, String name, String password) {
      String base =
          mechanism.endsWith("-PLUS") ? mechanism.substring(0, mechanism.length() - 5) : mechanism;
      this.hash =
          Arrays.stream(ScramHash.values())
              .filter(one -> one.mechanism().equals(base))
              .findFirst()
              .orElseThrow();
      this.name = name;
      this.password = password;
    }

    /** Sends the flag {@code p} with this type and data. */
    public Builder binding(String type, byte[] data) {
      flag = "p=" + type;
      bindingData = data.clone();
      return this;
    }

    /** Sends this flag: {@code n} or {@code y}. */
    public Builder flag(String newFlag) {
      flag = newFlag;
      return this;
    }

    /** Asks to act as somebody. */
    public Builder authzid(String newAuthzid) {
      authzid = newAuthzid;
      return this;
    }

    /** Uses a nonce that is not random. */
    public Builder nonce(String newNonce) {
      nonce = newNonce;
      return this;
    }

    /** Shares salted passwords with other clients. */
    public Builder cache(Map<String, byte[]> shared) {
      cache = shared;
      return this;
    }

    /** The client. */
    public ScramClient build() {
      return new ScramClient(this);
    }
  }

  private static String randomNonce() {
    byte[] nonce = new byte[18];
    new SecureRandom().nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }

  private static String escaped(String text) {
    return text.replace("=", "=3D").replace(",", "=2C");
  }

  private String bare() {
    return "n=" + escaped(name) + ",r=" + nonce;
  }

  /** The initial response. */
  public byte[] first() {
    return (header + bare()).getBytes(StandardCharsets.UTF_8);
  }

  /** The answer to the server's challenge. */
  public byte[] respond(byte[] challenge) {
    String serverFirst = new String(challenge, StandardCharsets.UTF_8);
    Map<String, String> attributes = attributes(serverFirst);
    if (!attributes.get("r").startsWith(nonce)) {
      throw new IllegalStateException("the server changed the nonce");
    }
    byte[] salted = salted(attributes.get("s"), Integer.parseInt(attributes.get("i")));
    ByteArrayOutputStream binding = new ByteArrayOutputStream();
    binding.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    binding.writeBytes(bindingData);
    String withoutProof =
        "c="
            + Base64.getEncoder().encodeToString(binding.toByteArray())
            + ",r="
            + attributes.get("r");
    byte[] signed =
        (bare() + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
    byte[] proof = hash.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
    byte[] signature = hash.hmac(hash.hash(proof), signed);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    serverSignature =
        hash.hmac(hash.hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), signed);
    String message = withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    return message.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] salted(String salt, int iterations) {
    String prepared = Passwords.prepare(password).orElse("");
    return cache.computeIfAbsent(
        String.join("\0", hash.label(), prepared, salt, Integer.toString(iterations)),
        _ ->
            Pbkdf2.stretch(
                hash,
                prepared.getBytes(StandardCharsets.UTF_8),
                Base64.getDecoder().decode(salt),
                iterations));
  }

  /** Whether the server has proved that it knows the verifier too. */
  public boolean accepts(byte[] additional) {
    Map<String, String> attributes = attributes(new String(additional, StandardCharsets.UTF_8));
    return serverSignature.length > 0
        && MessageDigest.isEqual(
            serverSignature, Base64.getDecoder().decode(attributes.getOrDefault("v", "")));
  }

  private static Map<String, String> attributes(String message) {
    return Arrays.stream(message.split(","))
        .filter(part -> part.length() > 1)
        .collect(
            Collectors.toMap(
                part -> part.substring(0, 1),
                part -> part.substring(2),
                (a, _) -> a,
                TreeMap::new));
  }
}
