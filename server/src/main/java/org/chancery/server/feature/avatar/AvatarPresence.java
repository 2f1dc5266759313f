package org.chancery.server.feature.avatar;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.presence.PresenceBroadcast;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;

/**
 * Shows the hash of a person's picture in all their presence, whether or not the client knows of
 * it, and shows a new one at once (XEP-0398 section 4).
 */
public final class AvatarPresence implements Feature {
  private static final String UPDATE = "vcard-temp:x:update";

  private final Avatars avatars;
  private final Sessions sessions;
  private final PresenceBroadcast broadcast;

  /** With its parts. */
  public AvatarPresence(Avatars avatars, Sessions sessions, PresenceBroadcast broadcast) {
    this.avatars = avatars;
    this.sessions = sessions;
    this.broadcast = broadcast;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(84, "User Avatar", "1.1.4"),
        Spec.xep(153, "vCard-Based Avatars", "1.1.1"),
        Spec.xep(398, "User Avatar to vCard-Based Avatars Conversion", "1.0.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.presenceStamp("the hash of the sender's picture", this::stamp);
    hooks.accountFeature("urn:xmpp:pep-vcard-conversion:0");
    hooks.accountFeature(Avatars.DATA);
    hooks.accountFeature(Avatars.METADATA);
    avatars.whenChanged(this::show);
  }

  private Presence stamp(Origin origin, Presence presence) {
    if (origin.session().isEmpty() || showsNothing(presence)) {
      return presence;
    }
    return hash(origin.address().bare(), presence)
        .map(hash -> with(presence, hash))
        .orElse(presence);
  }

  /**
   * The hash of the picture, unless the presence is for somebody who may not see the picture: Dino
   * never asks again for one that it was refused, not even where it may see it.
   */
  private Optional<String> hash(Jid account, Presence presence) {
    return avatars
        .hash(account)
        .filter(hash -> presence.to().filter(to -> !avatars.maySee(account, to)).isEmpty());
  }

  /** A client that says there is no picture to be shown is taken at its word. */
  private static boolean showsNothing(Presence presence) {
    return presence
        .element()
        .child("x", UPDATE)
        .flatMap(x -> x.child("photo", UPDATE))
        .filter(photo -> photo.text().isBlank())
        .isPresent();
  }

  private static Presence with(Presence presence, String hash) {
    Element x = Element.builder("x", UPDATE).add("photo", hash).build();
    return presence.withElement(
        presence.element().withoutChildren(child -> child.is("x", UPDATE)).withChild(x));
  }

  private void show(Jid account) {
    for (Session session : sessions.of(account)) {
      broadcast.again(
          session,
          presence ->
              hash(account, presence)
                  .map(hash -> with(presence, hash))
                  .orElseGet(() -> without(presence)));
    }
  }

  private static Presence without(Presence presence) {
    return presence.element().child("x", UPDATE).isPresent() ? with(presence, "") : presence;
  }
}
