package org.chancery.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody most likely meant to type. */
final class Nearest {

  private Nearest() {}

  /**
   * The candidate that differs from the word by the fewest typing slips, if any is near enough to
   * be a help.
   */
  static Optional<String> to(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt((String it) -> distance(word, it)).thenComparing(it -> it))
        .filter(it -> distance(word, it) <= Math.max(2, lastPart(word).length() / 2))
        .or(() -> sameLastPart(word, candidates));
  }

  private static Optional<String> sameLastPart(String word, Collection<String> candidates) {
    String last = lastPart(word);
    return candidates.stream()
        .filter(it -> lastPart(it).equals(last))
        .min(Comparator.comparingInt((String it) -> distance(word, it)).thenComparing(it -> it));
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
   */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
