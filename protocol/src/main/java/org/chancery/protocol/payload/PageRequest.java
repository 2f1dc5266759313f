package org.chancery.protocol.payload;

import java.util.Optional;
import java.util.OptionalInt;
import org.chancery.protocol.Element;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;

/**
 * Which page of a result is wanted, XEP-0059. Immutable.
 *
 * @param max how many at most; 0 asks for the count alone; empty leaves it to the server
 * @param after only what follows this id
 * @param before only what precedes this id, its last ones; an empty text asks for the last page
 * @param index the place of the first one wanted
 */
public record PageRequest(
    OptionalInt max, Optional<String> after, Optional<String> before, OptionalInt index) {
  /** The namespace. */
  public static final String NAMESPACE = "http://jabber.org/protocol/rsm";

  /** More digits than these are more than anybody has. */
  private static final int LONGEST_NUMBER = 9;

  /** Asks for everything, from the beginning. */
  public static final PageRequest FIRST =
      new PageRequest(OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty());

  /**
   * The page request in an element, if there is one.
   *
   * @throws StanzaException {@code bad-request} when {@code max} or {@code index} is no number
   */
  public static Optional<PageRequest> in(Element parent) {
    return parent
        .child("set", NAMESPACE)
        .map(
            set ->
                new PageRequest(
                    number(set, "max"),
                    set.childText("after"),
                    set.childText("before"),
                    number(set, "index")));
  }

  private static OptionalInt number(Element set, String name) {
    Optional<String> text = set.childText(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    String digits = text.get().strip();
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.isEmpty()) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "The result set's " + name + " is not a number.");
    }
    boolean large = digits.length() > LONGEST_NUMBER;
    return OptionalInt.of(large ? Integer.MAX_VALUE : Integer.parseInt(digits));
  }

  /** Whether the end is wanted, going backwards. */
  public boolean backwards() {
    return before.isPresent();
  }

  /** How many to return when the server gives no more than {@code most}. */
  public int limit(int most) {
    return Math.min(max.orElse(most), most);
  }
}
