package org.chancery.protocol.payload;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.Element;

/**
 * Which page of a result was returned, XEP-0059. Immutable.
 *
 * @param first the id of the first on the page; empty for an empty page
 * @param index the place of the first; empty when it is not known
 * @param last the id of the last on the page
 * @param count how many there are in all; empty when it is not known
 */
public record PageResult(
    Optional<String> first, OptionalLong index, Optional<String> last, OptionalLong count) {

  /** The page of entries with these ids, whose places are not known. */
  public static PageResult of(List<String> ids, OptionalLong count) {
    return new PageResult(
        ids.stream().findFirst(), OptionalLong.empty(), ids.reversed().stream().findFirst(), count);
  }

  /** The {@code set} element. */
  public Element toElement() {
    Element.Builder set = Element.builder("set", PageRequest.NAMESPACE);
    first.ifPresent(
        id -> {
          Element.Builder element = Element.builder("first", PageRequest.NAMESPACE);
          index.ifPresent(place -> element.attribute("index", Long.toString(place)));
          set.add(element.text(id).build());
        });
    last.ifPresent(id -> set.add("last", id));
    count.ifPresent(number -> set.add("count", Long.toString(number)));
    return set.build();
  }
}
