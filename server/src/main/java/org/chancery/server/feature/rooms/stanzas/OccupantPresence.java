package org.chancery.server.feature.rooms.stanzas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Presence;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;

/**
 * A presence of an occupant, as each kind of recipient may see it: with or without the real
 * address, with or without what concerns only the occupant itself. Built once for each kind. Not
 * thread-safe.
 */
public final class OccupantPresence {
  private static final String PICTURE = "vcard-temp:x:update";

  private record Kind(boolean withAddress, boolean own) {}

  private final Room room;
  private final Occupant occupant;
  private final String nick;
  private final boolean available;
  private final List<Integer> codes = new ArrayList<>(2);
  private final List<Integer> ownCodes = new ArrayList<>(3);
  private final List<Element> itemChildren = new ArrayList<>(2);
  private final List<Element> further = new ArrayList<>(1);
  private final Map<Kind, Presence> built = new HashMap<>(4);
  private Optional<Jid> device;
  private Optional<Presence> shown;
  private Optional<String> id = Optional.empty();
  private Optional<String> newNick = Optional.empty();
  private Affiliation affiliation;
  private Role role;

  private OccupantPresence(Room room, Occupant occupant, boolean available) {
    this.room = room;
    this.occupant = occupant;
    this.nick = occupant.nick();
    this.available = available;
    this.affiliation = room.memberships().of(occupant.person());
    this.role = available ? occupant.role() : Role.NONE;
    this.device = Optional.ofNullable(occupant.shownDevice());
    this.shown = available ? Optional.of(occupant.shown()) : Optional.empty();
  }

  /** The occupant is here. */
  public static OccupantPresence here(Room room, Occupant occupant) {
    return new OccupantPresence(room, occupant, true);
  }

  /** The occupant is no longer here, under the nickname that it still has. */
  public static OccupantPresence gone(Room room, Occupant occupant) {
    return new OccupantPresence(room, occupant, false);
  }

  /** The device that it is about, where it is not the one that is shown. */
  public OccupantPresence device(Jid other) {
    device = Optional.of(other);
    return this;
  }

  /** What the client says on leaving. */
  public OccupantPresence saying(Presence farewell) {
    shown = Optional.of(farewell);
    return this;
  }

  /** The id that the client chose, so that it recognises the answer. */
  public OccupantPresence id(Optional<String> chosen) {
    id = chosen;
    return this;
  }

  /** A status for everybody. */
  public OccupantPresence code(int code) {
    codes.add(code);
    return this;
  }

  /** A status that only the occupant's own devices are told. */
  public OccupantPresence ownCode(int code) {
    ownCodes.add(code);
    return this;
  }

  /** Another affiliation than the room knows, for one who is no longer here. */
  public OccupantPresence affiliation(Affiliation other) {
    affiliation = other;
    return this;
  }

  /** The nickname that it has from now on. */
  public OccupantPresence newNick(String changed) {
    newNick = Optional.of(changed);
    role = occupant.role();
    return this;
  }

  /** Who brought this about, and why. */
  public OccupantPresence because(Reason reason) {
    itemChildren.addAll(reason.toElements());
    return this;
  }

  /** A further child of the room's element, such as what becomes of the room. */
  public OccupantPresence with(Element child) {
    further.add(child);
    return this;
  }

  /** The stanza for a device of an occupant. */
  public Presence to(Jid recipient, Occupant viewer) {
    boolean own = viewer == occupant;
    boolean withAddress = own || room.showsAddressesTo(viewer);
    return built.computeIfAbsent(new Kind(withAddress, own), this::build).withTo(recipient);
  }

  private Presence build(Kind kind) {
    Jid from = room.address(nick);
    Element.Builder presence = Element.builder("presence", Namespaces.CLIENT);
    if (!available) {
      presence.attribute("type", "unavailable");
    }
    presence.attribute("from", from.toString());
    presence.attribute("id", kind.own() ? id : Optional.empty());
    shown
        .map(Presence::element)
        .flatMap(element -> element.attribute(Namespaces.XML, "lang"))
        .ifPresent(lang -> presence.attribute(Namespaces.XML, "lang", lang));
    for (Element child : shown.map(said -> said.element().children()).orElse(List.of())) {
      // A picture is known from elsewhere: who may not see the address is not told its hash.
      boolean tellsWhoItIs = child.is("x", PICTURE);
      if (!Muc.saidByRoomsOnly(child) && (kind.withAddress() || !tellsWhoItIs)) {
        presence.add(child);
      }
    }
    presence.add(roomsElement(kind));
    presence.add(Muc.occupantId(occupant.id()));
    if (available && !occupant.hats().isEmpty()) {
      presence.add(Element.builder("hats", Muc.HATS).addAll(occupant.hats()).build());
    }
    return new Presence(presence.build(), Optional.of(from), Optional.empty());
  }

  private Element roomsElement(Kind kind) {
    Element.Builder item =
        Element.builder("item", Muc.USER)
            .attribute("affiliation", affiliation.xmlName())
            .attribute("role", role.xmlName())
            .attribute("jid", kind.withAddress() ? device.map(Jid::toString) : Optional.empty())
            .attribute("nick", newNick)
            .addAll(itemChildren);
    Element.Builder x = Element.builder("x", Muc.USER);
    if (kind.own() && available && room.showsList(Affiliation.MEMBER, occupant.shownDevice())) {
      x.add(AffiliationVersions.inForce(room));
    }
    x.add(item.build());
    further.forEach(x::add);
    if (kind.own()) {
      x.add(Muc.status(110));
      ownCodes.forEach(code -> x.add(Muc.status(code)));
    }
    codes.forEach(code -> x.add(Muc.status(code)));
    return x.build();
  }
}
