package org.chancery.server.feature.archive;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.PageRequest;
import org.chancery.storage.ArchiveStore;
import org.chancery.storage.AuditPosition;

/**
 * A query as a client wrote it, XEP-0313 section 4, read and checked. Immutable.
 *
 * @param personal whom and what it is about
 * @param query which page
 * @param flipped whether the page is wanted newest first
 * @param mentioned ids that must exist, or the answer is {@code item-not-found}
 */
public record ArchiveQuery(
    ArchiveStore.Personal personal,
    ArchiveStore.Query query,
    boolean flipped,
    List<AuditPosition> mentioned) {
  /** How many characters of messages are sent at once: more could not be taken by every client. */
  public static final int LONGEST_PAGE = 1_000_000;

  static final String NAMESPACE = "urn:xmpp:mam:2";
  static final String FULL_TEXT = "{urn:xmpp:fulltext:0}fulltext";
  private static final Set<String> FIELDS =
      Set.of(DataForm.FORM_TYPE, "with", "start", "end", "before-id", "after-id", "ids", FULL_TEXT);

  /**
   * Reads a {@code <query/>}.
   *
   * @param mostAtOnce how many messages one page may hold
   * @throws StanzaException {@code bad-request} for what is no query, {@code
   *     feature-not-implemented} for an unknown field
   */
  public static ArchiveQuery read(Element query, int mostAtOnce) {
    Optional<DataForm> form = DataForm.in(query);
    form.ifPresent(ArchiveQuery::checkFields);
    PageRequest page = PageRequest.in(query).orElse(PageRequest.FIRST);
    if (page.index().isPresent()) {
      throw new StanzaException(
          Condition.FEATURE_NOT_IMPLEMENTED, "Pages by index are not offered.");
    }
    List<AuditPosition> mentioned = new ArrayList<>();
    Optional<AuditPosition> after =
        latest(position(field(form, "after-id"), mentioned), position(page.after(), mentioned));
    Optional<AuditPosition> before =
        earliest(
            position(field(form, "before-id"), mentioned),
            position(page.before().filter(id -> !id.isEmpty()), mentioned));
    List<AuditPosition> ids = new ArrayList<>();
    for (String id : form.map(it -> it.values("ids")).orElse(List.of())) {
      position(Optional.of(id), mentioned).ifPresent(ids::add);
    }
    ArchiveStore.Query window =
        new ArchiveStore.Query(
            field(form, "start").map(ArchiveQuery::instant),
            field(form, "end").map(ArchiveQuery::instant),
            after,
            before,
            Optional.empty(),
            Optional.empty(),
            ids,
            page.backwards(),
            page.limit(mostAtOnce));
    ArchiveStore.Personal personal =
        new ArchiveStore.Personal(
            field(form, "with").map(ArchiveQuery::address), field(form, FULL_TEXT));
    boolean flipped = query.child("flip-page", NAMESPACE).isPresent();
    return new ArchiveQuery(personal, window, flipped, List.copyOf(mentioned));
  }

  private static void checkFields(DataForm form) {
    form.fields().stream()
        .filter(field -> !FIELDS.contains(field.name()))
        .findFirst()
        .ifPresent(
            field -> {
              throw new StanzaException(
                  Condition.FEATURE_NOT_IMPLEMENTED, "A field of the query is not known here.");
            });
    if (!form.formType().equals(NAMESPACE)) {
      throw new StanzaException(Condition.BAD_REQUEST, "The form is not one for history.");
    }
  }

  private static Optional<String> field(Optional<DataForm> form, String name) {
    return form.flatMap(it -> it.value(name)).filter(value -> !value.isEmpty());
  }

  private static Optional<AuditPosition> position(
      Optional<String> id, List<AuditPosition> mentioned) {
    Optional<AuditPosition> position = id.flatMap(AuditPosition::ofStanzaId);
    if (id.isPresent() && position.isEmpty()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    position.ifPresent(mentioned::add);
    return position;
  }

  private static Optional<AuditPosition> latest(
      Optional<AuditPosition> one, Optional<AuditPosition> other) {
    return one.isEmpty() || other.isPresent() && other.get().compareTo(one.get()) > 0 ? other : one;
  }

  private static Optional<AuditPosition> earliest(
      Optional<AuditPosition> one, Optional<AuditPosition> other) {
    return one.isEmpty() || other.isPresent() && other.get().compareTo(one.get()) < 0 ? other : one;
  }

  private static Jid address(String text) {
    try {
      return Jid.of(text);
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "The address in 'with' is not valid.");
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new StanzaException(Condition.BAD_REQUEST, "A time in the query is not valid.");
    }
  }
}
