package org.chancery.server.feature.rooms.history;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.chancery.protocol.Element;
import org.chancery.protocol.payload.Timestamps;

/**
 * How much of the history a client wants to be shown on entering, XEP-0045 section 7.2.14.
 * Immutable.
 *
 * @param characters of the stanzas as XML, at most
 * @param messages at most
 * @param seconds not older than so many
 * @param since not before
 */
public record HistoryRequest(
    OptionalInt characters, OptionalInt messages, OptionalInt seconds, Optional<Instant> since) {

  /** As much as the room shows. */
  public static final HistoryRequest ALL =
      new HistoryRequest(
          OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /** What a client that enters asks for. */
  public static HistoryRequest in(Element muc) {
    return muc.child("history", muc.namespace())
        .map(
            history ->
                new HistoryRequest(
                    number(history, "maxchars"),
                    number(history, "maxstanzas"),
                    number(history, "seconds"),
                    history.attribute("since").map(Timestamps::parse)))
        .orElse(ALL);
  }

  /** What is no number is left out of account: it must not keep anybody from entering. */
  private static OptionalInt number(Element history, String name) {
    try {
      return history
          .attribute(name)
          .map(text -> OptionalInt.of(Integer.parseUnsignedInt(text.strip())))
          .orElse(OptionalInt.empty());
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** How many messages to show when the room shows no more than {@code most}. */
  int limit(int most) {
    if (characters.isPresent() && characters.getAsInt() == 0) {
      return 0;
    }
    int wanted = messages.orElse(most);
    return wanted < 0 || wanted > most ? most : wanted;
  }

  /** The moment before which nothing is wanted. */
  Optional<Instant> earliest(Instant now) {
    Optional<Instant> bySeconds =
        seconds.isPresent()
            ? Optional.of(now.minusSeconds(Integer.toUnsignedLong(seconds.getAsInt())))
            : Optional.empty();
    if (bySeconds.isPresent() && since.isPresent()) {
      return since.get().isAfter(bySeconds.get()) ? since : bySeconds;
    }
    return since.or(() -> bySeconds);
  }
}
