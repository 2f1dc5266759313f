package org.chancery.storage.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.chancery.storage.Secrets;

/**
 * The key that signs checkpoints (Ed25519, RFC 8032). Bouncy Castle signs in a ninth of the time
 * that the JDK takes. Thread-safe.
 */
public final class SigningKey {
  private static final String NAME = "audit-signing";
  private static final int ID_DIGITS = 16;

  private final Ed25519PrivateKeyParameters key;
  private final PublicKey publicKey;

  private SigningKey(Ed25519PrivateKeyParameters key) {
    this.key = key;
    this.publicKey = new PublicKey(key.generatePublicKey().getEncoded());
  }

  /**
   * A key that verifies checkpoints; equal by its bytes.
   *
   * @param encoded its 32 bytes
   */
  public record PublicKey(byte[] encoded) {

    /** Reads the text that {@link #text} makes. */
    public static PublicKey of(String text) {
      return new PublicKey(Base64.getDecoder().decode(text.strip()));
    }

    /** Reads a file that holds {@link #text}. */
    public static PublicKey read(Path file) {
      try {
        return of(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("can't read " + file, e);
      }
    }

    /** In base 64. */
    public String text() {
      return Base64.getEncoder().encodeToString(encoded);
    }

    /** A short name: the first 16 hexadecimal digits of its SHA-256. */
    public String id() {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
        return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Whether the private half of it signed that message. */
    boolean verifies(byte[] message, byte[] signature) {
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(false, new Ed25519PublicKeyParameters(encoded));
      verifier.update(message, 0, message.length);
      return verifier.verifySignature(signature);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
      return id();
    }
  }

  /** The key of this installation, made at the first call; its public half is written beside it. */
  public static SigningKey readOrCreate(Secrets secrets) {
    byte[] seed =
        Base64.getUrlDecoder()
            .decode(secrets.readOrCreate(NAME, Ed25519PrivateKeyParameters.KEY_SIZE));
    SigningKey key = new SigningKey(new Ed25519PrivateKeyParameters(seed));
    Path file = secrets.file(NAME).resolveSibling(NAME + "-" + key.publicKey.id() + ".public");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, key.publicKey.text() + System.lineSeparator());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
    return key;
  }

  /** The public halves of all keys that this installation ever had. */
  public static List<PublicKey> publicKeys(Secrets secrets) {
    Path directory = secrets.file(NAME).getParent();
    List<PublicKey> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NAME + "-*.public")) {
        files.forEach(file -> found.add(PublicKey.read(file)));
      } catch (IOException e) {
        throw new UncheckedIOException("can't list " + directory, e);
      }
    }
    return found;
  }

  /** The half that may be given to anybody. */
  public PublicKey publicKey() {
    return publicKey;
  }

  byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
