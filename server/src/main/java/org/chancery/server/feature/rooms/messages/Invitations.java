package org.chancery.server.feature.rooms.messages;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;

/**
 * Invitations that a room passes on, XEP-0045 section 7.8.2. What the inviter asks for and what the
 * invitee gets are two messages on record.
 */
public final class Invitations {
  private final BiConsumer<Jid, Stanza> sender;
  private final Predicate<Jid> reachable;
  private final Supplier<String> ids;

  /**
   * With the way out.
   *
   * @param sender brings a message of the room onto the usual path
   * @param reachable whether there may be somebody with that address
   */
  public Invitations(
      BiConsumer<Jid, Stanza> sender, Predicate<Jid> reachable, Supplier<String> ids) {
    this.sender = sender;
    this.reachable = reachable;
    this.ids = ids;
  }

  /** The people that a message invites. */
  public List<Element> invites(Message message) {
    return message
        .element()
        .child("x", Muc.USER)
        .map(x -> x.children("invite", Muc.USER))
        .orElse(List.of());
  }

  /**
   * Refuses an invitation that the sender may not make; returns whom it is for.
   *
   * @throws StanzaException with the reason
   */
  public Jid check(Room room, Jid inviter, Element invite) {
    Affiliation own = room.memberships().of(inviter.bare());
    boolean present = room.occupants().of(inviter).isPresent();
    if (!present && !own.atLeast(Affiliation.ADMIN)) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "You are not in this room.");
    }
    boolean membersMay = room.settings().flag(RoomOption.ALLOW_INVITES);
    boolean mayInvite = own.atLeast(membersMay ? Affiliation.MEMBER : Affiliation.ADMIN);
    if (room.settings().flag(RoomOption.MEMBERS_ONLY) && !mayInvite) {
      throw new StanzaException(Condition.FORBIDDEN, "You may not invite to this room.");
    }
    Jid invitee = invitee(invite);
    if (room.memberships().of(invitee.bare()) == Affiliation.OUTCAST) {
      throw new StanzaException(Condition.NOT_ALLOWED, "This person is banned from the room.");
    }
    return invitee;
  }

  private Jid invitee(Element invite) {
    try {
      Jid invitee =
          Jid.of(
              invite
                  .attribute("to")
                  .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "Whom?")));
      if (!reachable.test(invitee)) {
        throw new StanzaException(Condition.ITEM_NOT_FOUND, "There is nobody of this address.");
      }
      return invitee;
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "The invitee's address is not valid.");
    }
  }

  /** Invites somebody on behalf of the inviter. */
  public void invite(Room room, Jid inviter, Jid invitee, String reason) {
    Element invite = Element.builder("invite", Muc.USER).addUnlessEmpty("reason", reason).build();
    pass(room, inviter, invitee, invite);
  }

  /** Passes an invitation on. */
  public void pass(Room room, Jid inviter, Jid invitee, Element invite) {
    Element.Builder passed =
        Element.builder("invite", Muc.USER)
            .attribute("from", shownAddress(room, inviter).toString())
            .addAll(invite.nodes());
    Element.Builder x = Element.builder("x", Muc.USER).add(passed.build());
    if (room.settings().flag(RoomOption.PASSWORD_PROTECTED)) {
      x.add("password", room.settings().text(RoomOption.PASSWORD));
    }
    send(room, invitee, x.build());
  }

  /** Section 7.8.2: the invitee says no; whoever invited is told. */
  public void decline(Room room, Jid invitee, Element decline) {
    Optional<Jid> inviter = inviter(room, decline);
    if (inviter.isPresent()) {
      Element told =
          Element.builder("decline", Muc.USER)
              .attribute("from", invitee.bare().toString())
              .addAll(decline.nodes())
              .build();
      send(room, inviter.get(), Element.builder("x", Muc.USER).add(told).build());
    }
  }

  /** Only people of the room are told: a room is no way to reach others unseen. */
  private static Optional<Jid> inviter(Room room, Element decline) {
    try {
      Optional<Jid> to = decline.attribute("to").map(Jid::of);
      if (to.filter(it -> it.bare().equals(room.address())).isPresent()) {
        return room.occupants().named(to.get().resource()).map(Occupant::person);
      }
      return to.map(Jid::bare)
          .filter(
              person ->
                  !room.occupants().ofPerson(person).isEmpty()
                      || room.memberships().of(person).atLeast(Affiliation.MEMBER));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  private static Jid shownAddress(Room room, Jid inviter) {
    return room.settings().nonAnonymous()
        ? inviter.bare()
        : room.occupants()
            .of(inviter)
            .map(occupant -> room.address(occupant.nick()))
            .orElse(room.address());
  }

  private void send(Room room, Jid to, Element x) {
    Message message = Message.of(Message.Type.NORMAL, ids.get(), room.address(), x);
    sender.accept(room.address(), message.withTo(to));
  }
}
