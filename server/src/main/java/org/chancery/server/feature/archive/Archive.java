package org.chancery.server.feature.archive;

import java.util.List;
import java.util.function.BiPredicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.FormField;
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
import org.chancery.storage.ArchiveStore.Page;
import org.chancery.storage.ArchiveStore.Personal;
import org.chancery.storage.ArchiveStore.PersonalMessage;
import org.chancery.storage.ArchiveStore.Query;
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
    hooks.iqGet(IqScope.OWN_ACCOUNT, NAMESPACE, "query", this::form);
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
    Page<PersonalMessage> page =
        store
            .personal(account, wanted.personal(), wanted.query())
            .within(ArchiveQuery.LONGEST_PAGE, wanted.query().backwards());
    List<PersonalMessage> ordered = wanted.flipped() ? page.messages().reversed() : page.messages();
    for (PersonalMessage message : ordered) {
      Element result =
          ArchiveAnswers.result(request.payload(), message, XmlReader.parse(message.xml()));
      Message sent = Message.of(Message.Type.NORMAL, "", account, result).withTo(session.address());
      session.send(auditLog.fromHistory(sent, account, message.position()));
    }
    return request.iq().result(ArchiveAnswers.fin(page));
  }

  private Iq form(IqRequest request) {
    return request
        .iq()
        .result(ArchiveAnswers.form(FormField.text(ArchiveQuery.FULL_TEXT, "With the words", "")));
  }

  private Iq metadata(IqRequest request) {
    return request
        .iq()
        .result(
            ArchiveAnswers.metadata(
                store.personal(request.asker(), Personal.ALL, Query.EARLIEST),
                store.personal(request.asker(), Personal.ALL, Query.latest(1))));
  }
}
