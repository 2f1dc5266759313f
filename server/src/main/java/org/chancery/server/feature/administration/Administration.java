package org.chancery.server.feature.administration;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.chancery.auth.Directories;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.Audited;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.feature.commands.Command.Done;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.ActivityStore;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/** The administrators' commands, and what they tell. */
public final class Administration {
  private static final String NAMESPACE = "http://jabber.org/protocol/admin";

  /**
   * What it is made of.
   *
   * @param isAdmin who may
   * @param forget removes what an account kept about and for itself
   * @param endSessions ends the sessions of an account, or the one of a full address, saying how
   */
  public record Parts(
      AccountStore accounts,
      ActivityStore activity,
      Directories directories,
      Set<String> domains,
      Sessions sessions,
      Rosters rosters,
      AuditLog auditLog,
      Clock clock,
      Predicate<Jid> isAdmin,
      Consumer<Jid> forget,
      BiConsumer<Jid, String> endSessions) {}

  private final Parts parts;
  private final AdminLog log;
  private final AccountCommands accounts;

  /** With its parts. */
  public Administration(Parts parts) {
    this.parts = parts;
    this.log = new AdminLog(parts.auditLog(), parts.clock());
    this.accounts =
        new AccountCommands(
            parts.accounts(),
            parts.directories(),
            parts.domains(),
            log,
            parts.forget(),
            parts.endSessions());
  }

  /** All commands, in the order in which they are shown. */
  public List<Command> commands() {
    FormField announcement =
        FormField.lines("announcement", "What to say to everybody who is online", List.of());
    return List.of(
        command("add-user", "Add an account", accounts.newAccount(), accounts::add),
        command("delete-user", "Remove accounts", accounts.some(), accounts::delete),
        command("disable-user", "Disable accounts", accounts.some(), accounts::disable),
        command("reenable-user", "Enable accounts again", accounts.some(), accounts::enable),
        command(
            "change-user-password",
            "Change a password",
            accounts.newPassword(),
            accounts::password),
        command("end-user-session", "End sessions", accounts.some(), accounts::endSession),
        command("get-user-roster", "Show a roster", accounts.one(), this::roster),
        command("get-user-lastlogin", "When somebody was here last", accounts.one(), this::last),
        command("user-stats", "Show somebody's sessions", accounts.one(), this::statistics),
        number("registered-users", "registeredusersnum", "Accounts kept here", this::registered),
        number("disabled-users", "disabledusersnum", "Disabled accounts", this::disabled),
        number("online-users", "onlineusersnum", "People online", this::online),
        number("active-users", "activeusersnum", "People who can be written to", this::active),
        list("registered-users-list", "registereduserjids", "Accounts kept here", this::registered),
        list("disabled-users-list", "disableduserjids", "Disabled accounts", this::disabled),
        list("online-users-list", "onlineuserjids", "People online", this::online),
        list("active-users", "activeuserjids", "People who can be written to", this::active),
        command("announce", "Say something to all", List.of(announcement.mandatory()), this::say));
  }

  private Command command(String action, String name, List<FormField> fields, Command.Work work) {
    return new Command(NAMESPACE, action, name, fields, work, parts.isAdmin());
  }

  /** A form that only tells. */
  private static Done telling(FormField... fields) {
    DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, NAMESPACE);
    List.of(fields).forEach(form::add);
    return Done.showing(form.toElement());
  }

  /** The addresses behind a number or list. */
  @FunctionalInterface
  private interface People {
    Stream<String> addresses();
  }

  private Command number(String action, String field, String label, People people) {
    return command(
        "get-" + action + "-num",
        "Number: " + label,
        List.of(),
        (admin, form) ->
            telling(FormField.text(field, label, Long.toString(people.addresses().count()))));
  }

  private Command list(String action, String field, String label, People people) {
    FormField most =
        FormField.choice("max_items", "How many to show", "100", "25", "100", "500", "none");
    return command(
        "get-" + action,
        "List: " + label,
        List.of(most),
        (admin, form) -> {
          long limit =
              form.value("max_items")
                  .filter(text -> text.matches("[0-9]{1,9}"))
                  .map(Long::parseLong)
                  .orElse(Long.MAX_VALUE);
          List<String> shown = people.addresses().limit(limit).toList();
          return telling(FormField.addresses(field, label, shown));
        });
  }

  private Stream<String> registered() {
    return accounts.registered().stream().map(Account::address).map(Jid::toString);
  }

  private Stream<String> disabled() {
    return accounts.registered().stream()
        .filter(account -> !account.enabled())
        .map(Account::address)
        .map(Jid::toString);
  }

  private Stream<String> online() {
    return accountsOf(Session::available);
  }

  private Stream<String> active() {
    return accountsOf(Session::receiving);
  }

  private Stream<String> accountsOf(Predicate<Session> which) {
    return parts.sessions().all().stream()
        .filter(which)
        .map(Session::account)
        .map(Jid::toString)
        .distinct()
        .sorted();
  }

  // ---- about one person ----

  private static Jid person(DataForm form) {
    try {
      return Jid.of(form.value("accountjid").orElse("").strip()).bare();
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "That is no address.");
    }
  }

  private Done roster(Origin admin, DataForm form) {
    Jid person = person(form);
    log.note(admin, "roster read", person);
    List<List<FormField>> rows = new ArrayList<>();
    for (var item : parts.rosters().listed(person)) {
      rows.add(
          List.of(
              FormField.plain("jid", List.of(item.contact().toString())),
              FormField.plain("name", List.of(item.name())),
              FormField.plain(
                  "subscription",
                  List.of(item.subscription().name().toLowerCase(java.util.Locale.ROOT)))));
    }
    List<FormField> columns =
        List.of(
            FormField.address("jid", "Contact", ""),
            FormField.text("name", "Name", ""),
            FormField.text("subscription", "Subscription", ""));
    return Done.showing(DataForm.table(NAMESPACE, person.toString(), columns, rows));
  }

  private Done last(Origin admin, DataForm form) {
    Jid person = person(form);
    String when =
        parts.sessions().of(person).stream()
            .map(Session::since)
            .findFirst()
            .or(() -> parts.activity().last(person).map(ActivityStore.Left::at))
            .map(Timestamps::format)
            .orElseThrow(
                () -> new StanzaException(Condition.ITEM_NOT_FOUND, "Nobody was ever seen there."));
    return telling(
        FormField.address("accountjid", "Who", person.toString()),
        FormField.text("lastlogin", "When", when));
  }

  private Done statistics(Origin admin, DataForm form) {
    Jid person = person(form);
    List<String> resources =
        parts.sessions().of(person).stream()
            .map(session -> session.address().resource() + " since " + session.since())
            .toList();
    return telling(
        FormField.address("accountjid", "Who", person.toString()),
        FormField.text(
            "rostersize", "Contacts", Integer.toString(parts.rosters().listed(person).size())),
        FormField.lines("onlineresources", "Sessions", resources));
  }

  // ---- to everybody ----

  /** An announcement is a message like any other: on record once, before anybody reads it. */
  private Done say(Origin admin, DataForm form) {
    String text = String.join("\n", form.values("announcement")).strip();
    if (text.isEmpty()) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "There is nothing to say.");
    }
    Jid domain = admin.address().domainOnly();
    Message message =
        Message.of(
            Message.Type.HEADLINE,
            "",
            domain,
            Element.of("subject", Namespaces.CLIENT, "Announcement"),
            Element.of("body", Namespaces.CLIENT, text));
    Audited audited = record(admin, message, text);
    List<Session> all = parts.sessions().all().stream().filter(Session::available).toList();
    all.forEach(session -> session.send(audited.copy(message.withTo(session.address()))));
    return Done.saying("Said to " + all.size() + " clients.");
  }

  private Audited record(Origin admin, Message message, String text) {
    Jid domain = message.from().orElseThrow();
    AuditEntry entry =
        AuditEntry.of(AuditKind.MESSAGE, parts.clock().instant())
            .from(admin.address())
            .to(domain)
            .conversation(domain.toString())
            .session(admin.stream())
            .stanza(message.element().toXml(), message.type().xmlName(), "", "", text)
            .detail("announcement", "to everybody online")
            .build();
    return parts.auditLog().commit(message, entry, () -> {});
  }
}
