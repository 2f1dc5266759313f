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
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.ServiceHost;
import org.chancery.server.routing.Origin;

/** The service that finds people. Everything that is typed in must be found in a person. */
final class SearchHost extends ServiceHost {
  private static final String NAMESPACE = "jabber:iq:search";
  private static final List<String> FIELDS = List.of("text", "nick", "first", "last", "email");
  private static final String INSTRUCTIONS =
      "Type a part of a name or a mail address. What you type in several fields must all fit.";

  private final String domain;
  private final Directories directories;
  private final int most;

  SearchHost(Jid address, String domain, Directories directories, int most) {
    super(
        address,
        Discovery.identity("directory", "user", "People"),
        List.of(Discovery.feature(NAMESPACE)));
    this.domain = domain;
    this.directories = directories;
    this.most = most;
  }

  @Override
  protected Iq answer(Origin origin, Iq iq) {
    if (!iq.payload().is("query", NAMESPACE) || origin.session().isEmpty()) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    return iq.type() == Iq.Type.GET ? fields(iq) : results(iq);
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
