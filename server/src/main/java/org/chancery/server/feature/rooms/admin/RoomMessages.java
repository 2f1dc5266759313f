package org.chancery.server.feature.rooms.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.feature.rooms.messages.Invitations;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.feature.rooms.state.Affiliation;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/**
 * Messages to the room itself: invitations, refusals of them, requests to speak or to become a
 * member, and moderators' answers to these.
 */
public final class RoomMessages {
  private static final int MOST_INVITES = 50;

  private final OpenRooms rooms;
  private final RoomLog record;
  private final Invitations invitations;
  private final AffiliationChanges affiliations;
  private final VoiceRequests voice;
  private final Registration registration;

  /** With its parts. */
  public RoomMessages(
      OpenRooms rooms,
      RoomLog record,
      Invitations invitations,
      AffiliationChanges affiliations,
      VoiceRequests voice,
      Registration registration) {
    this.rooms = rooms;
    this.record = record;
    this.invitations = invitations;
    this.affiliations = affiliations;
    this.voice = voice;
    this.registration = registration;
  }

  /**
   * Takes a message in.
   *
   * @throws StanzaException when the sender may not ask for it, or asks for nothing
   */
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid address = message.to().orElseThrow();
    Room room = rooms.get(address);
    record.describe(room, entry);
    List<Element> invites = invitations.invites(message);
    Optional<Element> decline =
        message.element().child("x", Muc.USER).flatMap(x -> x.child("decline", Muc.USER));
    Optional<DataForm> form = DataForm.in(message.element());
    if (!invites.isEmpty()) {
      return invite(room, origin, invites);
    }
    if (decline.isPresent()) {
      requireNotBanned(room, origin.address());
      return copies -> invitations.decline(room, origin.address(), decline.get());
    }
    return switch (form.map(DataForm::formType).orElse("")) {
      case VoiceRequests.FORM -> voice.admit(room, origin, form.orElseThrow());
      case Registration.FORM -> registration.admit(room, origin, form.orElseThrow());
      default ->
          throw new StanzaException(
              Condition.BAD_REQUEST, "What is said to everybody must be of type groupchat.");
    };
  }

  /** Who is banned could not be invited, and is not heard by saying no either. */
  private static void requireNotBanned(Room room, Jid sender) {
    if (room.memberships().of(sender) == Affiliation.OUTCAST) {
      throw new StanzaException(Condition.FORBIDDEN, "You are banned from this room.");
    }
  }

  private Admission invite(Room room, Origin origin, List<Element> invites) {
    if (invites.size() > MOST_INVITES) {
      throw new StanzaException(Condition.POLICY_VIOLATION, "Too many invitations at once.");
    }
    List<Jid> invitees = new ArrayList<>();
    for (Element invite : invites) {
      invitees.add(invitations.check(room, origin.address(), invite));
    }
    return copies -> {
      for (int i = 0; i < invitees.size(); i++) {
        makeMember(room, origin, invitees.get(i).bare());
        invitations.pass(room, origin.address(), invitees.get(i), invites.get(i));
      }
    };
  }

  /** Section 9.5: an invitation to a members-only room makes the invitee a member. */
  private void makeMember(Room room, Origin origin, Jid invitee) {
    if (room.settings().flag(RoomOption.MEMBERS_ONLY)) {
      rooms.alone(
          room.address(),
          current -> {
            if (current.memberships().of(invitee) == Affiliation.NONE) {
              affiliations.applySilently(
                  current, origin, Decision.of(invitee, Affiliation.MEMBER, "invited"));
            }
            return current;
          });
    }
  }
}
