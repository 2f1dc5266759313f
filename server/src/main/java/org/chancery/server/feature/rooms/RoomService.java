package org.chancery.server.feature.rooms;

import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.rooms.admin.Registration;
import org.chancery.server.feature.rooms.discovery.ChannelSearch;
import org.chancery.server.feature.rooms.discovery.RoomCards;
import org.chancery.server.feature.rooms.history.EarlierModeration;
import org.chancery.server.feature.rooms.history.Moderation;
import org.chancery.server.feature.rooms.history.RoomArchive;
import org.chancery.server.feature.rooms.stanzas.Muc;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** One room service: gives every stanza to whoever handles its kind. */
final class RoomService implements Host {
  /** Errors by which somebody's server says that nobody is there any more (XEP-0045 section 11). */
  private static final Set<String> GHOST =
      Set.of(
          "gone",
          "item-not-found",
          "recipient-unavailable",
          "redirect",
          "remote-server-not-found",
          "remote-server-timeout",
          "jid-malformed",
          "service-unavailable");

  private static final int TECHNICAL = 333;
  private static final String PING = "urn:xmpp:ping";

  private final String domain;
  private final RoomParts parts;

  RoomService(String domain, RoomParts parts) {
    this.domain = domain;
    this.parts = parts;
  }

  @Override
  public String domain() {
    return domain;
  }

  @Override
  public String displayName() {
    return parts.config().name();
  }

  // ---- messages ----

  @Override
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid to = message.to().orElseThrow();
    if (to.local().isEmpty()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE, "A room's address is needed.");
    }
    return switch (message.type()) {
      case GROUPCHAT -> parts.groupMessages().admit(origin, message, entry);
      case ERROR -> error(origin, message, entry);
      default ->
          to.isFull()
              ? parts.privateMessages().admit(origin, message, entry)
              : parts.roomMessages().admit(origin, message, entry);
    };
  }

  /** Something that the room sent could not be delivered: whoever it was for is no longer here. */
  private Admission error(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid to = message.to().orElseThrow();
    if (meansGone(message)) {
      entry.conversation(to.bare().toString());
      return copies -> parts.leaving().leave(to, origin, Optional.empty(), TECHNICAL);
    }
    if (to.isFull()) {
      return parts.privateMessages().admit(origin, message, entry);
    }
    entry.conversation(to.toString());
    return copies -> {};
  }

  private static boolean meansGone(Stanza stanza) {
    return stanza
        .element()
        .child("error", stanza.element().namespace())
        .filter(error -> error.attribute("type").filter("wait"::equals).isEmpty())
        .stream()
        .flatMap(error -> error.children().stream())
        .filter(condition -> condition.namespace().equals(Namespaces.STANZA_ERRORS))
        .anyMatch(condition -> GHOST.contains(condition.name()));
  }

  // ---- presence ----

  @Override
  public void presence(Origin origin, Presence presence) {
    Jid to = presence.to().orElseThrow();
    if (to.local().isEmpty()) {
      return; // nobody enters a service
    }
    switch (presence.type()) {
      case AVAILABLE -> parts.entering().available(origin, presence);
      case UNAVAILABLE -> parts.leaving().leave(to, origin, Optional.of(presence));
      case ERROR -> {
        if (meansGone(presence)) {
          parts.leaving().leave(to, origin, Optional.empty(), TECHNICAL);
        }
      }
      default -> {} // section 16.3: neither a probe nor a subscription enters or leaves
    }
  }

  // ---- requests ----

  @Override
  public Optional<Iq> iq(Origin origin, Iq iq) {
    Jid to = iq.to().orElseThrow();
    if (!iq.isRequest()) {
      parts.occupantIqs().answered(iq);
      return Optional.empty();
    }
    if (to.isFull()) {
      return parts.occupantIqs().request(origin, iq);
    }
    return Optional.of(to.local().isEmpty() ? toService(origin, iq) : toRoom(origin, iq));
  }

  private Iq toService(Origin origin, Iq iq) {
    return switch (iq.payload().namespace()) {
      case Discovery.INFO -> parts.serviceDisco().info(only(Iq.Type.GET, iq));
      case Discovery.ITEMS -> parts.serviceDisco().items(origin, only(Iq.Type.GET, iq));
      case ChannelSearch.NAMESPACE -> parts.search().answer(origin, iq);
      case PING -> only(Iq.Type.GET, iq).result();
      default -> throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    };
  }

  private Iq toRoom(Origin origin, Iq iq) {
    return switch (iq.payload().namespace()) {
      case Discovery.INFO -> parts.roomDisco().info(origin, only(Iq.Type.GET, iq));
      case Discovery.ITEMS -> parts.roomDisco().items(origin, only(Iq.Type.GET, iq));
      case Muc.ADMIN -> parts.adminQueries().answer(origin, iq);
      case Muc.OWNER -> parts.ownerQueries().answer(origin, iq);
      case Registration.NAMESPACE -> parts.registration().answer(origin, iq);
      case RoomArchive.NAMESPACE -> parts.archive().answer(origin, iq);
      case Moderation.MODERATE, EarlierModeration.FASTEN ->
          parts.moderation().moderate(origin, only(Iq.Type.SET, iq));
      case RoomCards.NAMESPACE -> parts.cards().answer(origin, iq);
      case PING -> {
        parts.rooms().get(iq.to().orElseThrow());
        yield only(Iq.Type.GET, iq).result();
      }
      default -> throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    };
  }

  private static Iq only(Iq.Type type, Iq iq) {
    if (iq.type() != type) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    return iq;
  }
}
