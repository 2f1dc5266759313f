package org.chancery.server.feature.rooms.discovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Discovery;
import org.chancery.protocol.payload.PageRequest;
import org.chancery.protocol.payload.PageResult;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.feature.rooms.state.RoomSettings;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore;
import org.chancery.storage.RoomStore.Listed;

/** What a room service tells about itself, XEP-0045 sections 6.2 and 6.3. */
public final class ServiceDisco {
  private static final int PAGE = 500;

  private final OpenRooms rooms;
  private final RoomStore store;
  private final RoomsConfig config;

  /** With where rooms are kept. */
  public ServiceDisco(OpenRooms rooms, RoomStore store, RoomsConfig config) {
    this.rooms = rooms;
    this.store = store;
    this.config = config;
  }

  /** Answers what the service is. */
  public Iq info(Iq iq) {
    if (iq.payload().attribute("node").filter(it -> !it.isEmpty()).isPresent()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    Element.Builder query =
        Element.builder("query", Discovery.INFO)
            .add(Discovery.identity("conference", "text", config.name()));
    for (String feature :
        List.of(
            Discovery.INFO,
            Discovery.ITEMS,
            Muc.MUC,
            Muc.MUC + "#stable_id",
            Muc.OCCUPANT_ID,
            RoomCards.NAMESPACE,
            ChannelSearch.NAMESPACE,
            PageRequest.NAMESPACE,
            "urn:xmpp:ping")) {
      query.add(Discovery.feature(feature));
    }
    return iq.result(query.build());
  }

  /**
   * A room as it is listed.
   *
   * @param address where it is
   * @param settings those in force
   * @param occupants how many are in it
   */
  record Entry(Jid address, RoomSettings settings, int occupants) {
    String name() {
      return settings.name(address);
    }
  }

  /** The rooms that a person may know of: public ones, and those it belongs to. */
  List<Entry> visible(String domain, Jid person) {
    Map<Jid, String> own = store.affiliationsOf(person);
    return store.list(domain).stream()
        .filter(listed -> !listed.locked())
        .map(this::entry)
        .filter(
            entry ->
                isMember(own.get(entry.address()))
                    || entry.settings().flag(RoomOption.PUBLIC)
                        && !"outcast".equals(own.get(entry.address())))
        .toList();
  }

  private static boolean isMember(String affiliation) {
    return affiliation != null && !affiliation.equals("outcast");
  }

  private Entry entry(Listed listed) {
    return new Entry(
        listed.address(),
        config.defaults().with(listed.settings()),
        rooms.occupants(listed.address()));
  }

  /** Answers which rooms there are. */
  public Iq items(Origin origin, Iq iq) {
    if (iq.payload().attribute("node").filter(it -> !it.isEmpty()).isPresent()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    Jid service = iq.to().orElseThrow();
    List<Entry> all = visible(service.domain(), origin.address().bare());
    Optional<PageRequest> page = PageRequest.in(iq.payload());
    List<Entry> wanted = Pages.of(all, page.orElse(PageRequest.FIRST), PAGE, Entry::address);
    Element.Builder query = Element.builder("query", Discovery.ITEMS);
    for (Entry entry : wanted) {
      query.add(Discovery.item(entry.address(), entry.name()));
    }
    if (page.isPresent() || wanted.size() < all.size()) {
      query.add(set(all, wanted).toElement());
    }
    return iq.result(query.build());
  }

  private static PageResult set(List<Entry> all, List<Entry> wanted) {
    OptionalLong count = OptionalLong.of(all.size());
    if (wanted.isEmpty()) {
      return new PageResult(Optional.empty(), OptionalLong.empty(), Optional.empty(), count);
    }
    return new PageResult(
        Optional.of(wanted.getFirst().address().toString()),
        OptionalLong.of(all.indexOf(wanted.getFirst())),
        Optional.of(wanted.getLast().address().toString()),
        count);
  }
}
