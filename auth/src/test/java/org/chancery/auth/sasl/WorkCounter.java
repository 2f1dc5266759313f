package org.chancery.auth.sasl;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * Counts the hashes and HMACs that are finished while it is open, by standing before the JDK's own
 * provider. What the code under test does is unchanged, so work can be compared without a clock.
 */
public final class WorkCounter extends Provider implements AutoCloseable {
  private static final long serialVersionUID = 1;
  private static final String NAME = "ChanceryWorkCounter";

  private final transient Map<String, Long> counts = new TreeMap<>();

  /** Begins to count. */
  public WorkCounter() {
    super(NAME, "1", "counts hashes");
    for (ScramHash hash : ScramHash.values()) {
      putService(new CountedDigest(this, hash.label()));
      putService(new CountedMac(this, "Hmac" + hash.label().replace("-", "")));
    }
    Security.insertProviderAt(this, 1);
  }

  /** What was finished since the last call, by algorithm. */
  public synchronized Map<String, Long> take() {
    Map<String, Long> taken = new TreeMap<>(counts);
    counts.clear();
    return taken;
  }

  private synchronized void count(String algorithm) {
    counts.merge(algorithm, 1L, Long::sum);
  }

  @Override
  public void close() {
    Security.removeProvider(NAME);
  }

  private static final class CountedDigest extends Service {
    private final WorkCounter counter;

    CountedDigest(WorkCounter counter, String algorithm) {
      super(counter, "MessageDigest", algorithm, Spi.class.getName(), null, null);
      this.counter = counter;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return new Spi(counter, MessageDigest.getInstance(getAlgorithm(), "SUN"));
      } catch (NoSuchProviderException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    private static final class Spi extends MessageDigestSpi implements Cloneable {
      private final WorkCounter counter;
      private final MessageDigest digest;

      Spi(WorkCounter counter, MessageDigest digest) {
        this.counter = counter;
        this.digest = digest;
      }

      @Override
      protected int engineGetDigestLength() {
        return digest.getDigestLength();
      }

      @Override
      protected void engineUpdate(byte input) {
        digest.update(input);
      }

      @Override
      protected void engineUpdate(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
      }

      @Override
      protected byte[] engineDigest() {
        counter.count(digest.getAlgorithm());
        return digest.digest();
      }

      @Override
      protected void engineReset() {
        digest.reset();
      }

      @Override
      public Object clone() throws CloneNotSupportedException {
        return new Spi(counter, (MessageDigest) digest.clone());
      }
    }
  }

  private static final class CountedMac extends Service {
    private final WorkCounter counter;

    CountedMac(WorkCounter counter, String algorithm) {
      super(counter, "Mac", algorithm, Spi.class.getName(), null, null);
      this.counter = counter;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return new Spi(counter, Mac.getInstance(getAlgorithm(), "SunJCE"));
      } catch (NoSuchProviderException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    private static final class Spi extends MacSpi {
      private final WorkCounter counter;
      private final Mac mac;

      Spi(WorkCounter counter, Mac mac) {
        this.counter = counter;
        this.mac = mac;
      }

      @Override
      protected int engineGetMacLength() {
        return mac.getMacLength();
      }

      @Override
      protected void engineInit(Key key, AlgorithmParameterSpec parameters)
          throws InvalidKeyException, InvalidAlgorithmParameterException {
        mac.init(key, parameters);
      }

      @Override
      protected void engineUpdate(byte input) {
        mac.update(input);
      }

      @Override
      protected void engineUpdate(byte[] input, int offset, int length) {
        mac.update(input, offset, length);
      }

      @Override
      protected void engineUpdate(ByteBuffer input) {
        mac.update(input);
      }

      @Override
      protected byte[] engineDoFinal() {
        counter.count(mac.getAlgorithm());
        return mac.doFinal();
      }

      @Override
      protected void engineReset() {
        mac.reset();
      }
    }
  }
}
