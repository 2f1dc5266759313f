package org.chancery.storage.record;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The root of a Merkle tree (RFC 6962 section 2.1) over leaves that come one by one. Not
 * thread-safe.
 */
final class MerkleRoot {
  private final MerkleHash hash = new MerkleHash();
  private final Deque<Subtree> complete = new ArrayDeque<>();

  /** A tree of a power of two leaves. */
  private record Subtree(byte[] root, long leaves) {}

  /** Adds a leaf. */
  void add(byte[] leaf) {
    Subtree tree = new Subtree(hash.leaf(leaf), 1);
    while (!complete.isEmpty() && complete.peek().leaves() == tree.leaves()) {
      Subtree left = complete.pop();
      tree = new Subtree(hash.node(left.root(), tree.root()), left.leaves() * 2);
    }
    complete.push(tree);
  }

  /** Whether there is no leaf yet. */
  boolean isEmpty() {
    return complete.isEmpty();
  }

  /** The root over the leaves so far. */
  byte[] root() {
    byte[] root = MerkleHash.EMPTY.clone();
    boolean first = true;
    for (Subtree tree : complete) {
      root = first ? tree.root() : hash.node(tree.root(), root);
      first = false;
    }
    return root;
  }

  /** Begins anew. */
  void clear() {
    complete.clear();
  }
}
