package org.chancery.server.feature.rooms.discovery;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.feature.rooms.stanzas.Reflection;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.routing.Origin;
import org.chancery.storage.RoomStore;

/** The card of a room with its picture, XEP-0054 and XEP-0486. */
public final class RoomCards {
  /** The namespace. */
  public static final String NAMESPACE = "vcard-temp";

  private final OpenRooms rooms;
  private final RoomLog record;
  private final RoomStore store;
  private final Outlet outlet;
  private final Supplier<String> ids;

  /** With its parts. */
  public RoomCards(
      OpenRooms rooms, RoomLog record, RoomStore store, Outlet outlet, Supplier<String> ids) {
    this.rooms = rooms;
    this.record = record;
    this.store = store;
    this.outlet = outlet;
    this.ids = ids;
  }

  /** Answers a request. */
  public Iq answer(Origin origin, Iq iq) {
    if (iq.type() == Iq.Type.GET) {
      Room room = rooms.get(iq.to().orElseThrow());
      if (!RoomDisco.isDescribedTo(room, origin.address())) {
        throw new StanzaException(Condition.ITEM_NOT_FOUND);
      }
      return iq.result(card(room));
    }
    return rooms.alone(
        iq.to().orElseThrow(),
        room -> {
          if (room.memberships().of(origin.address().bare()) != Affiliation.OWNER) {
            throw new StanzaException(
                Condition.FORBIDDEN, "Only owners of the room may change its card.");
          }
          set(room, origin, iq.payload());
          return iq.result();
        });
  }

  private static Element card(Room room) {
    return room.vcard().isEmpty() ? Element.of("vCard", NAMESPACE) : XmlReader.parse(room.vcard());
  }

  private void set(Room room, Origin origin, Element card) {
    String kept = card.children().isEmpty() ? "" : card.toXml();
    String hashes = String.join(" ", hashes(card));
    record
        .change(room, "card")
        .by(origin)
        .with("pictures", hashes)
        .with("card", kept)
        .and(store.setVcard(room.address(), kept))
        .commit();
    room.vcard(kept);
    Element x = Element.builder("x", Muc.USER).add(Muc.status(104)).build();
    outlet.noticeToAll(room, Reflection.own(room, ids.get(), x));
  }

  /** The hashes of a room's pictures, as XEP-0153 computes them. */
  static List<String> hashes(Room room) {
    return room.vcard().isEmpty() ? List.of() : hashes(XmlReader.parse(room.vcard()));
  }

  private static List<String> hashes(Element card) {
    List<String> hashes = new ArrayList<>();
    for (Element photo : card.children("PHOTO", NAMESPACE)) {
      try {
        byte[] picture = Base64.getMimeDecoder().decode(photo.childText("BINVAL").orElse(""));
        if (picture.length > 0) {
          byte[] hash = MessageDigest.getInstance("SHA-1").digest(picture);
          hashes.add(HexFormat.of().formatHex(hash));
        }
      } catch (IllegalArgumentException e) {
        throw new StanzaException(Condition.NOT_ACCEPTABLE, "The picture is not valid Base64.");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has SHA-1", e);
      }
    }
    return hashes;
  }
}
