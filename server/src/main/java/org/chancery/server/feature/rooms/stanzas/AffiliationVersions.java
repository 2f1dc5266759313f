package org.chancery.server.feature.rooms.stanzas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.RoomStore.Member;

/**
 * Who belongs to a room, told from one version of the list to the next (XEP-0463). A version is the
 * place in the record of the last change, so that any earlier one can be gone on from.
 */
public final class AffiliationVersions {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:muc:affiliations:1";

  private static final int LARGEST = 250;

  private AffiliationVersions() {}

  /** What a client that enters says of the list if it wants to follow it. */
  public static Optional<Element> asked(Element muc) {
    return muc.child("mav", NAMESPACE);
  }

  /**
   * What brings a device up to date, in order; nothing when it is.
   *
   * @param known the version that it says it knows
   */
  public static List<Message> catchUp(Room room, Jid device, Optional<String> known) {
    if (!room.showsList(Affiliation.MEMBER, device)) {
      return List.of(refusal(room));
    }
    String latest = version(room);
    if (known.filter(latest::equals).isPresent()) {
      return List.of();
    }
    Optional<AuditPosition> from = known.flatMap(it -> usable(room, device, it));
    List<Member> changed =
        room.memberships().all().stream()
            .filter(it -> from.map(since -> isAfter(it, since)).orElse(shown(room, device, it)))
            .toList();
    List<Message> messages = new ArrayList<>();
    Optional<String> since = from.map(AuditPosition::stanzaId);
    int next = 0;
    do {
      List<Member> part = changed.subList(next, Math.min(next + LARGEST, changed.size()));
      next += part.size();
      String until = next == changed.size() ? latest : part.getLast().changed().stanzaId();
      messages.add(
          message(room, since, until, part.stream().map(it -> item(room, device, it)).toList()));
      since = Optional.of(until);
    } while (next < changed.size());
    return messages;
  }

  /**
   * A version from which the person may be told the differences: not one from before it became what
   * it is here, since it may see more now, and need not know who was here before.
   */
  private static Optional<AuditPosition> usable(Room room, Jid device, String version) {
    return AuditPosition.ofStanzaId(version)
        .filter(it -> it.compareTo(room.memberships().version()) < 0)
        .filter(it -> room.memberships().find(device).filter(own -> !isAfter(own, it)).isPresent());
  }

  private static boolean isAfter(Member member, AuditPosition version) {
    return member.changed().compareTo(version) > 0;
  }

  private static boolean shown(Room room, Jid device, Member member) {
    Affiliation affiliation = Affiliation.of(member.affiliation());
    return affiliation != Affiliation.NONE && room.showsList(affiliation, device);
  }

  /**
   * Tells of a change that is in force.
   *
   * @param before the version in force until then
   */
  public static Message changed(Room room, AuditPosition before, Element item) {
    return message(room, Optional.of(before.stanzaId()), version(room), List.of(item));
  }

  /**
   * Somebody on the list; where the device may not see what the person is, nothing in particular.
   */
  private static Element item(Room room, Jid device, Member member) {
    boolean shown = shown(room, device, member);
    return Element.builder("item", Muc.USER)
        .attribute("affiliation", shown ? member.affiliation() : Affiliation.NONE.xmlName())
        .attribute("jid", member.person().toString())
        .attribute("nick", Optional.of(member.nick()).filter(nick -> shown && !nick.isEmpty()))
        .build();
  }

  /**
   * The version in force, for an occupant's own presence. It says by {@code since}, too, that it
   * tells of no change: there are clients that take its absence for an empty list.
   */
  static Element inForce(Room room) {
    return version(Optional.of(version(room)), version(room));
  }

  private static String version(Room room) {
    return room.memberships().version().stanzaId();
  }

  private static Element version(Optional<String> since, String until) {
    return Element.builder("mav", NAMESPACE)
        .attribute("since", since)
        .attribute("until", until)
        .build();
  }

  private static Message message(
      Room room, Optional<String> since, String until, List<Element> items) {
    Element x = Element.builder("x", Muc.USER).add(version(since, until)).addAll(items).build();
    return Message.of(Message.Type.NORMAL, "affiliation-" + until, room.address(), x);
  }

  private static Message refusal(Room room) {
    Element error = StanzaError.of(Condition.FORBIDDEN).toElement(Namespaces.CLIENT);
    return Message.of(Message.Type.ERROR, "", room.address(), error);
  }
}
