package org.chancery.storage.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Merkle tree (RFC 6962 section 2.1) as a whole, for the paths from its leaves to its root.
 * Immutable.
 */
final class MerkleTree {
  private final List<List<byte[]>> levels = new ArrayList<>();

  /** Over at least one leaf. */
  MerkleTree(List<byte[]> leaves) {
    MerkleHash hash = new MerkleHash();
    List<byte[]> level = leaves.stream().map(hash::leaf).toList();
    levels.add(level);
    while (level.size() > 1) {
      level = above(level, hash);
      levels.add(level);
    }
  }

  /** A node without a sibling goes up as it is. */
  private static List<byte[]> above(List<byte[]> level, MerkleHash hash) {
    List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i < level.size(); i += 2) {
      above.add(i + 1 < level.size() ? hash.node(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return above;
  }

  byte[] root() {
    return levels.getLast().getFirst();
  }

  /** The siblings on the way from a leaf to the root: RFC 6962 section 2.1.1. */
  List<byte[]> path(int leaf) {
    List<byte[]> path = new ArrayList<>();
    int index = leaf;
    for (List<byte[]> level : levels) {
      int sibling = index ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      index /= 2;
    }
    return path;
  }

  /**
   * The root that a leaf and its path lead to, RFC 9162 section 2.1.3.2; empty when the path is not
   * as long as it has to be.
   *
   * @param leaf the data, not its hash
   * @param index of the leaf, from 0
   * @param size how many leaves the tree has
   */
  static Optional<byte[]> root(byte[] leaf, long index, long size, List<byte[]> path) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    MerkleHash hash = new MerkleHash();
    byte[] root = hash.leaf(leaf);
    long at = index;
    long last = size - 1;
    for (byte[] sibling : path) {
      while (at == last && at % 2 == 0 && last > 0) {
        at /= 2;
        last /= 2;
      }
      if (last == 0) {
        return Optional.empty();
      }
      root = at % 2 == 1 ? hash.node(sibling, root) : hash.node(root, sibling);
      at /= 2;
      last /= 2;
    }
    while (at == last && at % 2 == 0 && last > 0) {
      at /= 2;
      last /= 2;
    }
    return last == 0 ? Optional.of(root) : Optional.empty();
  }
}
