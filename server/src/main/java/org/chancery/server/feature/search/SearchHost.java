package org.chancery.server.feature.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.Directories;
import org.chancery.auth.Person;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** The service that finds people. Everything that is typed in must be found in a person. */
final class SearchHost implements Host {
  private static final String NAMESPACE = "jabber:iq:search";
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";
  private static final String PING = "urn:xmpp:ping";
  private static final List<String> FIELDS = List.of("text", "nick", "first", "last", "email");
  private static final String INSTRUCTIONS =
      "Type a part of a name or a mail address. What you type in several fields must all fit.";

  private final Jid address;
  private final String domain;
  private final Directories directories;
  private final int most;

  SearchHost(Jid address, String domain, Directories directories, int most) {
    this.address = address;
    this.domain = domain;
    this.directories = directories;
    this.most = most;
  }

  @Override
  public String domain() {
    return address.domain();
  }

  @Override
  public String displayName() {
    return "People";
  }

  @Override
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE, "Nobody reads messages here.");
  }

  @Override
  public void presence(Origin origin, Presence presence) {
    // The search is the same for everybody who asks.
  }

  @Override
  public Optional<Iq> iq(Origin origin, Iq iq) {
    if (!iq.isRequest()) {
      return Optional.empty();
    }
    if (!iq.to().filter(address::equals).isPresent() || origin.session().isEmpty()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    Element payload = iq.payload();
    if (payload.is("query", NAMESPACE)) {
      return Optional.of(iq.type() == Iq.Type.GET ? fields(iq) : results(iq));
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", INFO)) {
      return Optional.of(iq.result(info()));
    }
    if (iq.type() == Iq.Type.GET && payload.is("query", ITEMS)) {
      return Optional.of(iq.result(Element.of("query", ITEMS)));
    }
    if (iq.type() == Iq.Type.GET && payload.is("ping", PING)) {
      return Optional.of(iq.result());
    }
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
  }

  private Element info() {
    Element.Builder info = Element.builder("query", INFO);
    info.add(
        Element.builder("identity", INFO)
            .attribute("category", "directory")
            .attribute("type", "user")
            .attribute("name", displayName())
            .build());
    for (String feature : List.of(INFO, ITEMS, NAMESPACE, PING)) {
      info.add(Element.builder("feature", INFO).attribute("var", feature).build());
    }
    return info.build();
  }

  private static Iq fields(Iq iq) {
    DataForm.Builder form =
        DataForm.builder(DataForm.Type.FORM, NAMESPACE)
            .title("Find people")
            .instructions(INSTRUCTIONS)
            .add(FormField.text("text", "Name, user name or mail address", ""))
            .add(FormField.text("nick", "User name", ""))
            .add(FormField.text("first", "First name", ""))
            .add(FormField.text("last", "Last name", ""))
            .add(FormField.text("email", "Mail address", ""));
    return iq.result(
        Element.builder("query", NAMESPACE)
            .add("instructions", INSTRUCTIONS)
            .add("first")
            .add("last")
            .add("nick")
            .add("email")
            .add(form.toElement())
            .build());
  }

  private Iq results(Iq iq) {
    Optional<DataForm> form = DataForm.in(iq.payload());
    List<String> terms = new ArrayList<>();
    for (String field : FIELDS) {
      form.map(it -> it.value(field))
          .orElseGet(() -> iq.payload().childText(field))
          .map(text -> text.replace("*", " ").strip().toLowerCase(Locale.ROOT))
          .filter(text -> !text.isEmpty())
          .ifPresent(terms::add);
    }
    if (terms.isEmpty()) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "Type at least a part of a name.");
    }
    List<Person> found = find(terms);
    return iq.result(
        Element.builder("query", NAMESPACE)
            .addAll(form.isPresent() ? List.of(table(found)) : items(found))
            .build());
  }

  /** The directories look for the longest of the terms; the rest is compared here. */
  private List<Person> find(List<String> terms) {
    String longest = terms.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    int wanted = terms.size() == 1 ? most : most * 10;
    return directories.search(domain, longest, wanted).stream()
        .filter(person -> terms.stream().allMatch(text(person)::contains))
        .sorted(Comparator.comparing(Person::address))
        .limit(most)
        .toList();
  }

  private static String text(Person person) {
    Map<String, String> attributes = person.attributes();
    return String.join(
            "\n",
            person.address().local(),
            attributes.getOrDefault("display-name", ""),
            attributes.getOrDefault("mail", ""))
        .toLowerCase(Locale.ROOT);
  }

  private static Element table(List<Person> found) {
    List<FormField> columns =
        List.of(
            FormField.of("jid-single", "jid", "Address", List.of()),
            FormField.text("name", "Name", ""),
            FormField.text("email", "Mail address", ""),
            FormField.text("department", "Department", ""),
            FormField.text("title", "Title", ""));
    List<List<FormField>> rows =
        found.stream()
            .map(
                person ->
                    List.of(
                        FormField.plain("jid", List.of(person.address().toString())),
                        attribute(person, "name", "display-name"),
                        attribute(person, "email", "mail"),
                        attribute(person, "department", "department"),
                        attribute(person, "title", "title")))
            .toList();
    return DataForm.table(NAMESPACE, "", columns, rows);
  }

  private static FormField attribute(Person person, String field, String attribute) {
    return FormField.plain(field, List.of(person.attributes().getOrDefault(attribute, "")));
  }

  private static List<Element> items(List<Person> found) {
    return found.stream()
        .map(
            person -> {
              String name = person.attributes().getOrDefault("display-name", "");
              int blank = name.lastIndexOf(' ');
              return Element.builder("item", NAMESPACE)
                  .attribute("jid", person.address().toString())
                  .add("first", blank < 0 ? name : name.substring(0, blank))
                  .add("last", name.substring(blank + 1))
                  .add("nick", person.address().local())
                  .add("email", person.attributes().getOrDefault("mail", ""))
                  .build();
            })
        .toList();
  }
}
