package org.chancery.storage.record;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The two hashes of RFC 6962 section 2.1: a leaf can't be passed off as a node. Not thread-safe.
 */
final class MerkleHash {
  /** The root of no leaves: SHA-256 of nothing. */
  static final byte[] EMPTY =
      HexFormat.of().parseHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  private final MessageDigest sha256 = ChainHash.sha256();

  byte[] leaf(byte[] data) {
    sha256.update((byte) 0);
    return sha256.digest(data);
  }

  byte[] node(byte[] left, byte[] right) {
    sha256.update((byte) 1);
    sha256.update(left);
    return sha256.digest(right);
  }
}
