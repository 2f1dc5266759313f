package org.chancery.storage.anchor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a verifier is given beside the record and the keys. Immutable.
 *
 * @param byNode the anchors of each node, in the order of their numbers
 * @param authorities who is believed about time; empty when time-stamps are not looked at
 */
public record Anchors(Map<Integer, List<Anchor>> byNode, Optional<TimeStamps> authorities) {

  /** Nothing: then a tail that was cut off together with its checkpoints is not seen. */
  public static final Anchors NONE = new Anchors(Map.of(), Optional.empty());

  /** Puts them in order. */
  public static Anchors of(List<Anchor> anchors, Optional<TimeStamps> authorities) {
    Map<Integer, List<Anchor>> byNode =
        anchors.stream()
            .sorted(Comparator.comparingLong(Anchor::number))
            .collect(Collectors.groupingBy(Anchor::node, TreeMap::new, Collectors.toList()));
    return new Anchors(byNode, authorities);
  }
}
