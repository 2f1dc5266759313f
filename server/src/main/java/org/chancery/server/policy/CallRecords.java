package org.chancery.server.policy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/**
 * Puts on record that a call was offered, taken and ended, before the other side hears of it. The
 * call itself does not pass through the server.
 */
public final class CallRecords implements Feature {
  private static final String JINGLE = "urn:xmpp:jingle:1";
  private static final String RTP = "urn:xmpp:jingle:apps:rtp:1";
  private static final String OFFERS = "urn:xmpp:jingle-message:0";
  private static final int LONGEST = 200;

  private final AuditLog auditLog;
  private final Clock clock;

  /** With the record. */
  public CallRecords(AuditLog auditLog, Clock clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "calls";
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(166, "Jingle", "1.1.2"), Spec.xep(353, "Jingle Message Initiation", "0.8.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.screen("calls are on record before they pass", this::screen);
    hooks.record("which messages offer or refuse calls", this::record);
  }

  private void screen(Origin origin, Stanza stanza) {
    if (stanza instanceof Iq iq && iq.type() == Iq.Type.SET && iq.payload().is("jingle", JINGLE)) {
      String action = iq.payload().attribute("action").orElse("");
      switch (action) {
        case "session-initiate" -> write(origin, iq, "offered");
        case "session-accept" -> write(origin, iq, "taken");
        case "session-terminate" -> write(origin, iq, "ended");
        default -> {}
      }
    }
  }

  private void write(Origin origin, Iq iq, String event) {
    Element jingle = iq.payload();
    Jid to = iq.to().orElseGet(() -> origin.address().bare());
    AuditEntry.Builder entry =
        AuditEntry.of(AuditKind.CALL, clock.instant())
            .from(origin.address())
            .to(to)
            .conversation(AuditEntry.conversationOf(origin.address(), to))
            .session(origin.stream())
            .detail("event", event)
            .detail("call", shortened(jingle.attribute("sid").orElse("")));
    String media =
        jingle.children("content", JINGLE).stream()
            .flatMap(content -> content.child("description", RTP).stream())
            .flatMap(description -> description.attribute("media").stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" and "));
    if (!media.isEmpty()) {
      entry.detail("media", shortened(media));
    }
    jingle
        .child("reason", JINGLE)
        .flatMap(Element::firstChild)
        .ifPresent(reason -> entry.detail("reason", shortened(reason.name())));
    auditLog.commit(entry.build());
  }

  /** Such messages are on record as all are; their meaning is noted beside them. */
  private void record(Origin origin, Message message, AuditEntry.Builder entry) {
    Optional<Element> offer = message.element().childIn(OFFERS);
    offer.ifPresent(
        it ->
            entry
                .detail("call", shortened(it.attribute("id").orElse("")))
                .detail("call-event", shortened(it.name())));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
