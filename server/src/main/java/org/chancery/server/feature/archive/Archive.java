package org.chancery.server.feature.archive;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.payload.Forwarded;
import org.chancery.protocol.payload.PageResult;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.ArchiveStore.PersonalMessage;
import org.chancery.storage.ArchiveStore.PersonalPage;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditPosition;
import org.chancery.storage.HistoryPreferenceStore;

/** A person's own history: decides what shows in it, and answers queries. */
public final class Archive implements Feature {
  private static final String NAMESPACE = ArchiveQuery.NAMESPACE;

  private final ArchiveStore store;
  private final AuditLog auditLog;
  private final int mostAtOnce;
  private final HistoryPreferences preferences;

  /**
   * What it is made of.
   *
   * @param mostAtOnce how many messages one page may hold
   * @param freeToChoose whether people may choose whose messages show
   * @param areContacts whether the first account has the second in its contact list
   */
  public record Parts(
      ArchiveStore store,
      HistoryPreferenceStore preferences,
      AuditLog auditLog,
      int mostAtOnce,
      boolean freeToChoose,
      BiPredicate<Jid, Jid> areContacts) {}

  /** With its parts. */
  public Archive(Parts parts) {
    this.store = parts.store();
    this.auditLog = parts.auditLog();
    this.mostAtOnce = parts.mostAtOnce();
    this.preferences =
        new HistoryPreferences(parts.preferences(), parts.freeToChoose(), parts.areContacts());
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(59, "Result Set Management", "1.0"),
        Spec.xep(313, "Message Archive Management", "1.1.3"),
        Spec.xep(431, "Full Text Search in MAM", "0.2.0"),
        Spec.xep(441, "Message Archive Management Preferences", "0.2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.record("decide whose own history shows the message", this::record);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "query", this::query);
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "query", request -> request.iq().result(form()));
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "metadata", this::metadata);
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "prefs", preferences::read);
    hooks.iqSet(IqScope.OWN_ACCOUNT, NAMESPACE, "prefs", preferences::change);
    for (String feature : List.of(NAMESPACE, NAMESPACE + "#extended", "urn:xmpp:fulltext:0")) {
      hooks.accountFeature(feature);
      hooks.serverFeature(feature);
    }
  }

  private void record(Origin origin, Message message, AuditEntry.Builder entry) {
    Jid from = origin.address();
    Jid to = message.to().orElseGet(from::bare);
    entry.visibility(preferences.narrowed(ArchiveRules.visibility(message), from, to));
  }

  /** Forgets what a person wanted to see; the history itself stays. */
  public void forget(Jid account) {
    preferences.forget(account);
  }

  // ---- queries ----

  private Iq query(IqRequest request) {
    Jid account = request.asker();
    Session session =
        request.origin().session().orElseThrow(() -> new StanzaException(Condition.NOT_ALLOWED));
    ArchiveQuery wanted = ArchiveQuery.read(request.payload(), mostAtOnce);
    for (AuditPosition mentioned : wanted.mentioned()) {
      if (store.personalMessage(account, mentioned).isEmpty()) {
        // Clients start anew on this; an empty page would look like the end (XEP-0313 section 4.3).
        throw new StanzaException(Condition.ITEM_NOT_FOUND);
      }
    }
    PersonalPage page =
        store
            .personal(account, wanted.personal(), wanted.query())
            .within(ArchiveQuery.LONGEST_PAGE, wanted.query().backwards());
    Optional<String> queryId = request.payload().attribute("queryid");
    List<PersonalMessage> ordered = wanted.flipped() ? page.messages().reversed() : page.messages();
    for (PersonalMessage message : ordered) {
      Message result = result(session, message, queryId);
      session.send(auditLog.fromHistory(result, account, message.position()));
    }
    return request.iq().result(fin(page));
  }

  private static Message result(
      Session session, PersonalMessage message, Optional<String> queryId) {
    Element stored = XmlReader.parse(message.xml());
    Element result =
        Element.builder("result", NAMESPACE)
            .attribute("queryid", queryId)
            .attribute("id", message.position().stanzaId())
            .add(Forwarded.element(stored, message.position().recordedAt()))
            .build();
    return Message.of(Message.Type.NORMAL, "", session.account(), result).withTo(session.address());
  }

  private static Element fin(PersonalPage page) {
    List<PersonalMessage> messages = page.messages();
    Optional<String> first = messages.stream().findFirst().map(it -> it.position().stanzaId());
    Optional<String> last =
        messages.isEmpty()
            ? Optional.empty()
            : Optional.of(messages.getLast().position().stanzaId());
    Element.Builder fin = Element.builder("fin", NAMESPACE);
    if (page.complete()) {
      fin.attribute("complete", "true");
    }
    return fin.add(
            new PageResult(
                    first, java.util.OptionalLong.empty(), last, java.util.OptionalLong.empty())
                .toElement())
        .build();
  }

  private static Element form() {
    DataForm form =
        DataForm.builder(DataForm.Type.FORM, NAMESPACE)
            .add(FormField.address("with", "With whom", ""))
            .add(FormField.text("start", "Not before", ""))
            .add(FormField.text("end", "Not after", ""))
            .add(FormField.text("before-id", "Before the message", ""))
            .add(FormField.text("after-id", "After the message", ""))
            .add(FormField.lines("ids", "Only these messages", List.of()))
            .add(FormField.text(ArchiveQuery.FULL_TEXT, "With the words", ""))
            .build();
    return Element.builder("query", NAMESPACE).add(form.toElement()).build();
  }

  private Iq metadata(IqRequest request) {
    Jid account = request.asker();
    Element.Builder metadata = Element.builder("metadata", NAMESPACE);
    edge(account, ArchiveStore.Query.EARLIEST)
        .ifPresent(first -> metadata.add(mark("start", first.position())));
    edge(account, ArchiveStore.Query.latest(1))
        .ifPresent(last -> metadata.add(mark("end", last.position())));
    return request.iq().result(metadata.build());
  }

  private Optional<PersonalMessage> edge(Jid account, ArchiveStore.Query one) {
    return store.personal(account, ArchiveStore.Personal.ALL, one).messages().stream().findFirst();
  }

  /** The first or last message of an archive, as its metadata names it. */
  public static Element mark(String name, AuditPosition message) {
    return Element.builder(name, NAMESPACE)
        .attribute("id", message.stanzaId())
        .attribute("timestamp", Timestamps.format(message.recordedAt()))
        .build();
  }
}
