package org.chancery.server.feature.vcard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chancery.auth.Person;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.avatar.Avatars;
import org.chancery.server.feature.avatar.Photo;
import org.chancery.server.feature.pubsub.Nodes;
import org.chancery.storage.VCardStore;

/**
 * Shows people's vCards: what they have set themselves, under what the directory says, with the
 * picture that is kept among their nodes. Everybody here may see everybody's card, but for pictures
 * that are for contacts only.
 */
public final class VCards implements Feature {
  private static final String TEMP = Business.TEMP;
  private static final String VCARD4 = Business.VCARD4;
  private static final String VCARD4_NODE = "urn:xmpp:vcard4";
  private static final String VCARD = "vCard";

  private final VCardStore store;
  private final KnownPeople people;
  private final Avatars avatars;
  private final Nodes nodes;

  /** With its parts. */
  public VCards(VCardStore store, KnownPeople people, Avatars avatars, Nodes nodes) {
    this.store = store;
    this.people = people;
    this.avatars = avatars;
    this.nodes = nodes;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(54, "vcard-temp", "1.3.0"), Spec.xep(292, "vCard4 Over XMPP", "0.12.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(
        IqScope.ANY_ACCOUNT,
        TEMP,
        VCARD,
        request -> request.iq().result(card(request.target(), request.asker())));
    hooks.iqSet(IqScope.OWN_ACCOUNT, TEMP, VCARD, this::set);
    hooks.iqGet(
        IqScope.ANY_ACCOUNT,
        VCARD4,
        "vcard",
        request -> request.iq().result(card4(request.target())));
    nodes.fallBack(VCARD4_NODE, this::generated4);
    hooks.serverFeature(TEMP);
    hooks.accountFeature(TEMP);
    hooks.accountFeature(VCARD4);
  }

  /** The person; somebody unknown looks like somebody without a card. */
  private Person person(Jid account) {
    return people.find(account).orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
  }

  private Element card(Jid account, Jid reader) {
    Map<String, String> attributes = person(account).attributes();
    Element own =
        store.find(account).map(XmlReader::parse).orElseGet(() -> Element.of(VCARD, TEMP));
    Element merged = Business.over(own, Business.temp(attributes));
    Element card =
        avatars.photo(account, reader).map(it -> merged.withChild(photo(it))).orElse(merged);
    if (card.children().isEmpty() && !account.equals(reader)) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    return card;
  }

  private static Element photo(Photo photo) {
    return Element.builder("PHOTO", TEMP)
        .add("TYPE", photo.type())
        .add("BINVAL", photo.base64())
        .build();
  }

  private Iq set(IqRequest request) {
    Jid account = request.asker();
    Element card = request.payload();
    Optional<Photo> photo = card.child("PHOTO", TEMP).flatMap(VCards::read);
    boolean hasImage = card.child("PHOTO", TEMP).flatMap(it -> it.childText("BINVAL")).isPresent();
    if (hasImage && photo.isEmpty() && !isBlank(card)) {
      throw new StanzaException(Condition.NOT_ACCEPTABLE, "The picture can't be read.");
    }
    List<Element> determined = Business.temp(person(account).attributes());
    Element kept =
        card.withoutChildren(
            child ->
                child.is("PHOTO", TEMP)
                    || determined.stream().anyMatch(each -> each.name().equals(child.name())));
    store.put(account, kept.toXml());
    photo.ifPresentOrElse(it -> avatars.set(account, it), () -> avatars.remove(account));
    return request.iq().result();
  }

  private static boolean isBlank(Element card) {
    return card.child("PHOTO", TEMP)
        .flatMap(photo -> photo.childText("BINVAL"))
        .filter(String::isBlank)
        .isPresent();
  }

  private static Optional<Photo> read(Element photo) {
    return photo
        .childText("BINVAL")
        .flatMap(text -> Photo.ofBase64(text, photo.childText("TYPE").orElse("").strip()));
  }

  // ---- vCard4 ----

  private Element card4(Jid account) {
    person(account);
    return nodes
        .newest(account, VCARD4_NODE)
        .filter(item -> nodes.isOpen(account, VCARD4_NODE))
        .map(item -> XmlReader.parse(item.payload()))
        .or(() -> generated4(account))
        .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
  }

  /** What the directory says, for somebody who has published no card. */
  private Optional<Element> generated4(Jid account) {
    return people
        .find(account)
        .map(Person::attributes)
        .map(Business::vCard4)
        .filter(elements -> !elements.isEmpty())
        .map(elements -> Element.builder("vcard", VCARD4).addAll(elements).build());
  }
}
