package org.chancery.server.feature.notice;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.routing.Copies;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.NoticeStore;

/**
 * Sends everybody who comes online one message that says that they are on record, once for each
 * version of the text, and records who acknowledges it. The message takes the path of all messages;
 * that it was sent is noted in the same commit.
 */
public final class Notice implements Feature, SessionListener {
  static final String THANKS = "Thank you. Your acknowledgement is on record.";

  private static final String NAMESPACE = "urn:chancery:notice:0";

  private final NoticeConfig config;
  private final NoticeStore store;
  private final AuditLog auditLog;
  private final Clock clock;
  private final BiConsumer<Origin, Stanza> route;
  private final Supplier<String> ids;

  /** Whose notice is on its way: two devices that come at once get one message. */
  private final Set<Jid> underWay = ConcurrentHashMap.newKeySet();

  /** With its parts. */
  public Notice(
      NoticeConfig config,
      NoticeStore store,
      AuditLog auditLog,
      Clock clock,
      BiConsumer<Origin, Stanza> route,
      Supplier<String> ids) {
    this.config = config;
    this.store = store;
    this.auditLog = auditLog;
    this.clock = clock;
    this.route = route;
    this.ids = ids;
  }

  @Override
  public void install(Hooks hooks) {
    if (config.given()) {
      hooks.record("who has been told to be on record", this::noteSent);
      hooks.fanOut("an answer to the notice acknowledges it", this::answered);
      hooks.session("tell people that they are on record", this);
    }
  }

  /** What people find in their client's menu. */
  public List<Command> commands() {
    return config.given()
        ? List.of(
            new Command(
                NAMESPACE,
                "acknowledge",
                "Being on record",
                List.of(FormField.note(config.text())),
                (origin, form) -> {
                  acknowledge(origin, "command");
                  return Command.Done.saying(THANKS);
                },
                account -> true))
        : List.of();
  }

  @Override
  public void available(Session session, Presence presence, boolean initial) {
    Jid person = session.account();
    if (initial && underWay.add(person)) {
      try {
        if (!store.lastSent(person).equals(Optional.of(config.version()))) {
          Element mark =
              Element.builder("notice", NAMESPACE).attribute("version", config.version()).build();
          say(person, config.text(), Optional.of(mark));
        }
      } finally {
        underWay.remove(person);
      }
    }
  }

  private void say(Jid person, String text, Optional<Element> mark) {
    Jid server = person.domainOnly();
    Element[] said =
        Stream.concat(Stream.of(Element.of("body", Namespaces.CLIENT, text)), mark.stream())
            .toArray(Element[]::new);
    route.accept(
        Origin.ofServer(server),
        Message.of(Message.Type.CHAT, ids.get(), server, said).withTo(person));
  }

  /** Only the server's own mark counts: nobody else writes from the domain. */
  private void noteSent(Origin origin, Message message, AuditEntry.Builder entry) {
    boolean ours = origin.session().isEmpty() && origin.address().isDomain();
    message
        .element()
        .child("notice", NAMESPACE)
        .filter(mark -> ours)
        .flatMap(mark -> mark.attribute("version"))
        .ifPresent(
            version ->
                entry
                    .detail("notice", version)
                    .companion(store.sent(message.to().orElseThrow(), version)));
  }

  private void answered(Copies copies) {
    Origin origin = copies.origin();
    Message message = copies.audited().message();
    Jid server = origin.address().domainOnly();
    if (origin.session().isPresent()
        && message.to().filter(server::equals).isPresent()
        && message.body().filter(config::acknowledgedBy).isPresent()) {
      acknowledge(origin, "message");
      say(origin.address().bare(), THANKS, Optional.empty());
    }
  }

  private void acknowledge(Origin origin, String by) {
    auditLog.commit(
        AuditEntry.of(AuditKind.ACKNOWLEDGEMENT, clock.instant())
            .from(origin.address())
            .session(origin.stream())
            .detail("version", config.version())
            .detail("by", by)
            .build());
  }
}
