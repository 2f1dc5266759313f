package org.chancery.server.feature.rooms.discovery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;

/**
 * Requests from one occupant to another, passed on without telling either the other's real address
 * (XEP-0045 section 16.4), and pings of oneself (XEP-0410). Thread-safe.
 */
public final class OccupantIqs {
  private static final String PING = "urn:xmpp:ping";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_WAITING = 100_000;

  private record Asked(Jid asker, String id, Jid occupant, Jid person) {}

  private final OpenRooms rooms;
  private final BiConsumer<Jid, Stanza> sender;
  private final Supplier<String> ids;
  private final Cache<String, Asked> waiting =
      Caffeine.newBuilder().expireAfterWrite(PATIENCE).maximumSize(MOST_WAITING).build();

  /**
   * With its parts.
   *
   * @param sender brings a request or an answer of the room onto the usual path
   */
  public OccupantIqs(OpenRooms rooms, BiConsumer<Jid, Stanza> sender, Supplier<String> ids) {
    this.rooms = rooms;
    this.sender = sender;
    this.ids = ids;
  }

  /** A request to an occupant's address; the answer comes later unless it is known. */
  public Optional<Iq> request(Origin origin, Iq iq) {
    Jid to = iq.to().orElseThrow();
    boolean disco = iq.payload().namespace().startsWith("http://jabber.org/protocol/disco");
    Optional<Room> room = rooms.find(to);
    Optional<Occupant> asker = room.flatMap(it -> it.occupants().of(origin.address()));
    if (asker.isEmpty()) {
      // Section 6.6 wants another error for disco.
      throw new StanzaException(
          disco ? Condition.BAD_REQUEST : Condition.NOT_ACCEPTABLE, "You are not in this room.");
    }
    String nick = to.resource();
    if (asker.get().nick().equals(nick) && iq.payload().is("ping", PING)) {
      return Optional.of(iq.result());
    }
    Occupant target = rooms.alone(to, it -> it.occupants().require(nick));
    pass(room.get(), asker.get(), target, origin.address(), iq);
    return Optional.empty();
  }

  private void pass(Room room, Occupant asker, Occupant target, Jid device, Iq iq) {
    Jid from = room.address(asker.nick());
    // A card is kept by the account, not by the device; the name in it is as good as an address.
    boolean card = iq.payload().is("vCard", RoomCards.NAMESPACE);
    if (card && target != asker && !room.showsAddressesTo(asker)) {
      throw new StanzaException(Condition.FORBIDDEN, "You may not know who this is.");
    }
    Jid to = card ? target.person() : target.shownDevice();
    String id = ids.get();
    waiting.put(
        id, new Asked(device, iq.id().orElseThrow(), iq.to().orElseThrow(), target.person()));
    Iq passed = iq.withElement(iq.element().withAttribute("id", id)).withFrom(from).withTo(to);
    sender.accept(from, passed);
  }

  /** An answer from an occupant, or from its account. */
  public void answered(Iq answer) {
    Asked asked = waiting.getIfPresent(answer.id().orElse(""));
    boolean fromTarget =
        asked != null && answer.from().filter(it -> it.bare().equals(asked.person())).isPresent();
    if (fromTarget) {
      waiting.invalidate(answer.id().orElseThrow());
      Iq passed =
          answer
              .withElement(answer.element().withAttribute("id", asked.id()))
              .withFrom(asked.occupant())
              .withTo(asked.asker());
      sender.accept(asked.occupant(), passed);
    }
  }
}
