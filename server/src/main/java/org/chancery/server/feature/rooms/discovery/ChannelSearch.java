package org.chancery.server.feature.rooms.discovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.payload.PageRequest;
import org.chancery.protocol.payload.PageResult;
import org.chancery.server.feature.rooms.state.RoomOption;
import org.chancery.server.routing.Origin;

/** The search for rooms, XEP-0433: among those that the asker may know of. */
public final class ChannelSearch {
  /** The namespace. */
  public static final String NAMESPACE = "urn:xmpp:channel-search:0:search";

  private static final String FORM = "urn:xmpp:channel-search:0:search-params";
  private static final String ERRORS = "urn:xmpp:channel-search:0:error";
  private static final String BY_PEOPLE = "{urn:xmpp:channel-search:0:order}nusers";
  private static final String BY_ADDRESS = "{urn:xmpp:channel-search:0:order}address";
  private static final String ROOM = "xep-0045";
  private static final int SHORTEST_WORD = 2;
  private static final int LARGEST_PAGE = 100;

  private final ServiceDisco service;

  /** With what knows which rooms there are. */
  public ChannelSearch(ServiceDisco service) {
    this.service = service;
  }

  /** Answers a search, or with the form for one. */
  public Iq answer(Origin origin, Iq iq) {
    Optional<DataForm> form = DataForm.in(iq.payload());
    return form.isEmpty() ? iq.result(empty()) : iq.result(search(origin, iq, form.get()));
  }

  private static Element empty() {
    Element form =
        DataForm.builder(DataForm.Type.FORM, FORM)
            .add(FormField.text("q", "Search for", ""))
            .add(FormField.flag("all", "All rooms, whatever is searched for", false))
            .add(FormField.flag("sinname", "Search in names", true))
            .add(FormField.flag("sindescription", "Search in descriptions", true))
            .add(FormField.flag("sinaddress", "Search in addresses", true))
            .add(FormField.text("min_users", "At least so many people", "0"))
            .add(
                FormField.of("list-multi", "types", "Kinds of rooms", List.of(ROOM))
                    .withOptions(List.of(new FormField.Option(ROOM, "Rooms (XEP-0045)"))))
            .add(FormField.choice("key", "In the order of", BY_PEOPLE, BY_PEOPLE, BY_ADDRESS))
            .toElement();
    return Element.builder("search", NAMESPACE).add(form).build();
  }

  /**
   * What is searched for.
   *
   * @param words all of which must be found; empty for every room
   * @param names whether names are searched
   * @param descriptions whether descriptions are searched
   * @param addresses whether addresses are searched
   * @param people how many must be there at least
   */
  private record Wanted(
      List<String> words, boolean names, boolean descriptions, boolean addresses, int people) {

    boolean matches(ServiceDisco.Entry entry) {
      List<String> texts = new ArrayList<>();
      if (names) {
        texts.add(folded(entry.name()));
      }
      if (descriptions) {
        texts.add(folded(entry.settings().text(RoomOption.DESCRIPTION)));
      }
      if (addresses) {
        texts.add(entry.address().toString());
      }
      return entry.occupants() >= people
          && words.stream().allMatch(word -> texts.stream().anyMatch(it -> it.contains(word)));
    }
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private Element search(Origin origin, Iq iq, DataForm form) {
    if (!form.formType().equals(FORM)) {
      throw new StanzaException(Condition.BAD_REQUEST, "The form is not one for a search.");
    }
    Wanted wanted = wanted(form);
    boolean rooms = form.field("types").isEmpty() || form.values("types").contains(ROOM);
    Jid asked = iq.to().orElseThrow();
    List<ServiceDisco.Entry> found =
        service.visible(asked.domain(), origin.address().bare()).stream()
            .filter(entry -> rooms && wanted.matches(entry))
            .sorted(order(form.value("key").orElse(BY_PEOPLE)))
            .toList();
    PageRequest page = PageRequest.in(iq.payload()).orElse(PageRequest.FIRST);
    List<ServiceDisco.Entry> shown =
        Pages.of(found, page, LARGEST_PAGE, ServiceDisco.Entry::address);
    Element.Builder result = Element.builder("result", NAMESPACE);
    shown.forEach(entry -> result.add(item(entry)));
    List<String> ids = shown.stream().map(it -> it.address().toString()).toList();
    return result.add(PageResult.of(ids, OptionalLong.of(found.size())).toElement()).build();
  }

  private static Wanted wanted(DataForm form) {
    boolean all = form.flag("all").orElse(false);
    Optional<String> text = form.value("q").filter(it -> !it.isBlank());
    if (all && text.isPresent()) {
      throw refused(Condition.BAD_REQUEST, "conflicting-fields", "Either words or all rooms.");
    }
    if (!all && text.isEmpty()) {
      throw refused(Condition.BAD_REQUEST, "no-search-conditions", "What is searched for?");
    }
    List<String> words =
        text.stream()
            .flatMap(it -> Arrays.stream(folded(it).strip().split("\\s+")))
            .filter(word -> word.length() >= SHORTEST_WORD)
            .toList();
    if (text.isPresent() && words.isEmpty()) {
      throw refused(
          Condition.BAD_REQUEST, "invalid-search-terms", "A word of two letters is needed.");
    }
    return new Wanted(
        words,
        form.flag("sinname").orElse(true),
        form.flag("sindescription").orElse(true),
        form.flag("sinaddress").or(() -> form.flag("sinaddr")).orElse(true),
        number(form));
  }

  private static int number(DataForm form) {
    try {
      return form.value("min_users").filter(it -> !it.isBlank()).map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException e) {
      throw new StanzaException(Condition.BAD_REQUEST, "The number of people is none.");
    }
  }

  private static Comparator<ServiceDisco.Entry> order(String key) {
    Comparator<ServiceDisco.Entry> byAddress = Comparator.comparing(ServiceDisco.Entry::address);
    return switch (key) {
      case BY_ADDRESS -> byAddress;
      case BY_PEOPLE ->
          Comparator.comparingInt(ServiceDisco.Entry::occupants)
              .reversed()
              .thenComparing(byAddress);
      default ->
          throw new StanzaException(
              StanzaError.of(Condition.FEATURE_NOT_IMPLEMENTED, "There is no such order.")
                  .withType(StanzaError.Type.MODIFY)
                  .withApplication(Element.of("invalid-sort-key", ERRORS)));
    };
  }

  private static StanzaException refused(Condition condition, String application, String text) {
    return new StanzaException(
        StanzaError.of(condition, text).withApplication(Element.of(application, ERRORS)));
  }

  private static Element item(ServiceDisco.Entry entry) {
    boolean open =
        !entry.settings().flag(RoomOption.MEMBERS_ONLY)
            && !entry.settings().flag(RoomOption.PASSWORD_PROTECTED);
    return Element.builder("item", NAMESPACE)
        .attribute("address", entry.address().toString())
        .add("name", entry.name())
        .add("nusers", Integer.toString(entry.occupants()))
        .add("service-type", ROOM)
        .add("is-open", Boolean.toString(open))
        .add(
            "anonymity-mode",
            entry.settings().nonAnonymous()
                ? "{urn:xmpp:channel-search:0:anonymity}none"
                : "muc_semianonymous")
        .addUnlessEmpty("description", entry.settings().text(RoomOption.DESCRIPTION))
        .addUnlessEmpty("language", entry.settings().text(RoomOption.LANGUAGE))
        .build();
  }
}
