package org.chancery.server.policy;

import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.policy.PolicyConfig.Rule;
import org.chancery.server.routing.Origin;

/**
 * Closes the ways in which clients give each other files past the record: streams inside stanzas
 * (XEP-0047), over SOCKS5 (XEP-0065), what negotiates them (XEP-0095, XEP-0096), offers of
 * addresses (XEP-0066 in requests), and Jingle sessions of anything but audio and video. Files go
 * by upload, which is recorded. A person's own devices may do with each other what they like.
 */
public final class SideChannels implements Feature {
  private static final String JINGLE = "urn:xmpp:jingle:1";
  private static final String RTP = "urn:xmpp:jingle:apps:rtp:1";
  private static final Set<String> FILES =
      Set.of(
          "http://jabber.org/protocol/ibb",
          "http://jabber.org/protocol/bytestreams",
          "http://jabber.org/protocol/si",
          "jabber:iq:oob");

  /** What clients ask each other for good reasons, and hides no text. */
  private static final Set<String> KNOWN =
      Set.of(
          JINGLE,
          "http://jabber.org/protocol/disco#info",
          "http://jabber.org/protocol/disco#items",
          "jabber:iq:version",
          "jabber:iq:last",
          "jabber:iq:time",
          "urn:xmpp:time",
          "urn:xmpp:ping",
          "urn:xmpp:bob",
          "vcard-temp",
          "http://jabber.org/protocol/commands",
          "http://jabber.org/protocol/muc#user");

  private static final String NO_FILES =
      "Files can't be sent from device to device here, because they must be kept on record."
          + " Please share them by upload.";
  private static final String NO_REQUESTS =
      "Clients may not send each other this kind of request here.";

  private final PolicyConfig config;
  private final Decisions decisions;

  /** As configured. */
  public SideChannels(PolicyConfig config, AuditLog auditLog, java.time.Clock clock) {
    this.config = config;
    this.decisions = new Decisions(auditLog, clock);
  }

  @Override
  public String name() {
    return "side channels";
  }

  @Override
  public void install(Hooks hooks) {
    hooks.screen("files and streams past the record", this::screen);
  }

  private void screen(Origin origin, Stanza stanza) {
    Jid to = stanza.to().orElseGet(() -> origin.address().bare());
    if (stanza.isError() || to.bare().equals(origin.address().bare())) {
      return;
    }
    switch (stanza) {
      case Iq iq when iq.isRequest() -> request(origin, iq, to);
      case Message message -> message(origin, message);
      default -> {}
    }
  }

  private void request(Origin origin, Iq iq, Jid to) {
    Element payload = iq.payload();
    Optional<String> files = files(payload);
    if (files.isPresent() && config.fileTransfer() == Rule.FORBID) {
      throw decisions.refuse(origin, iq, "direct file transfer", files.get(), NO_FILES);
    }
    // Services and accounts answer only what they know; here it is about what clients do.
    boolean betweenClients = to.isFull() && origin.session().isPresent();
    if (betweenClients
        && config.otherRequests() == Rule.FORBID
        && files.isEmpty()
        && !KNOWN.contains(payload.namespace())) {
      throw decisions.refuse(origin, iq, "unknown request", shortened(payload), NO_REQUESTS);
    }
  }

  private static String shortened(Element payload) {
    String namespace = payload.namespace();
    return namespace.length() <= 100 ? namespace : namespace.substring(0, 100);
  }

  /** Such streams may also run inside messages, and calls are offered by message (XEP-0353). */
  private void message(Origin origin, Message message) {
    if (config.fileTransfer() == Rule.ALLOW) {
      return;
    }
    for (Element child : message.element().children()) {
      Optional<String> files =
          child.namespace().equals("urn:xmpp:jingle-message:0") ? notAudible(child) : files(child);
      // The link beside a message's text is jabber:x:oob, which is recorded with it.
      if (files.isPresent()) {
        throw decisions.refuse(origin, message, "direct file transfer", files.get(), NO_FILES);
      }
    }
  }

  /** What it would carry besides sound and pictures; empty for nothing. */
  private static Optional<String> files(Element payload) {
    if (FILES.contains(payload.namespace())) {
      return Optional.of(payload.namespace());
    }
    if (!payload.is("jingle", JINGLE)) {
      return Optional.empty();
    }
    return payload.children("content", JINGLE).stream()
        .flatMap(content -> notAudible(content).stream())
        .findFirst();
  }

  private static Optional<String> notAudible(Element content) {
    return content.children().stream()
        .filter(child -> child.name().equals("description"))
        .map(Element::namespace)
        .filter(namespace -> !namespace.equals(RTP))
        .findFirst();
  }
}
