package org.chancery.auth.derived;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;
import org.chancery.storage.DerivedVerifierStore.Sealed;

/**
 * Seals verifiers with AES-GCM, together with whose they are and what they depend on: who can write
 * to the database can neither make any nor give them to somebody else. Thread-safe.
 */
final class Seal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /** Verifiers and when the password was right. */
  record Content(Instant at, List<Verifier> verifiers) {}

  /** With a key of 32 bytes. */
  Seal(byte[] key) {
    if (key.length != 32) {
      throw new IllegalArgumentException("the key must have 32 bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  Sealed close(Jid address, String directory, Person.Entry entry, Content content) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher =
          cipher(Cipher.ENCRYPT_MODE, nonce, address, directory, entry.id(), entry.passwordMark());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(nonce);
      bytes.writeBytes(cipher.doFinal(written(content)));
      return new Sealed(directory, entry.id(), entry.passwordMark(), bytes.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is missing", e);
    }
  }

  /** Empty when it was not sealed here for this person, or with another key. */
  Optional<Content> open(Jid address, Sealed sealed) {
    byte[] bytes = sealed.bytes();
    try {
      byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE,
              nonce,
              address,
              sealed.directory(),
              sealed.entryId(),
              sealed.passwordMark());
      int length = Math.max(0, bytes.length - NONCE_BYTES);
      return Optional.of(read(cipher.doFinal(bytes, bytes.length - length, length)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, Jid address, String... also)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    String bound = address.bare() + "\0" + String.join("\0", also);
    cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] written(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(content.at().getEpochSecond());
      out.writeInt(content.verifiers().size());
      for (Verifier verifier : content.verifiers()) {
        out.writeUTF(verifier.hash());
        write(out, verifier.salt());
        out.writeInt(verifier.iterations());
        write(out, verifier.storedKey());
        write(out, verifier.serverKey());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Content read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Instant at = Instant.ofEpochSecond(in.readLong());
      List<Verifier> verifiers = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        verifiers.add(new Verifier(in.readUTF(), bytes(in), in.readInt(), bytes(in), bytes(in)));
      }
      return new Content(at, List.copyOf(verifiers));
    } catch (IOException e) {
      throw new UncheckedIOException("what was sealed here cannot be read", e);
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
