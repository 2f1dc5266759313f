package org.chancery.server.feature.labels;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.KnownGroups;
import org.chancery.server.feature.Spec;
import org.chancery.server.policy.Decisions;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/**
 * Shows people the labels they may use, and refuses messages whose label the sender may not use or
 * the recipient may not see. What a room hears is read by whoever enters later, so that only labels
 * for everybody may be used there. A message without a label always passes.
 */
public final class SecurityLabels implements Feature {
  private static final String CATALOG = "urn:xmpp:sec-label:catalog:2";

  private final List<Label> labels;
  private final KnownGroups groups;
  private final Set<String> domains;
  private final Decisions decisions;

  /**
   * With its parts.
   *
   * @param domains the domains whose accounts are here
   */
  public SecurityLabels(
      List<Label> labels, KnownGroups groups, Set<String> domains, Decisions decisions) {
    this.labels = labels;
    this.groups = groups;
    this.domains = domains;
    this.decisions = decisions;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(258, "Security Labels in XMPP", "1.1.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.screen("labels that the sender may not use, or the recipient not see", this::screen);
    hooks.record("which label a message has", this::record);
    hooks.presence("refuse labels, which are for messages", this::presence);
    hooks.iqGet(IqScope.SERVER, CATALOG, "catalog", this::catalog);
    hooks.serverFeature(Label.NAMESPACE);
    hooks.serverFeature(CATALOG);
  }

  // ---- the catalog, section 4 ----

  private Iq catalog(IqRequest request) {
    Optional<Jid> to = request.payload().attribute("to").map(SecurityLabels::address);
    Element.Builder catalog =
        Element.builder("catalog", CATALOG).attribute("to", to.map(Jid::toString));
    labels.stream()
        .filter(label -> isFor(label, request.asker()))
        .filter(label -> to.isEmpty() || mayReach(label, to.get()))
        .forEach(label -> catalog.add(item(label)));
    return request.iq().result(catalog.build());
  }

  private static Jid address(String to) {
    try {
      return Jid.of(to);
    } catch (JidException e) {
      throw new StanzaException(Condition.JID_MALFORMED, "The catalog is for no valid address.");
    }
  }

  private static Element item(Label label) {
    return Element.builder("item", CATALOG)
        .attribute("selector", label.name())
        .add(label.element())
        .build();
  }

  // ---- messages, section 5 ----

  private static List<Element> in(Stanza stanza) {
    return stanza.element().children("securitylabel", Label.NAMESPACE);
  }

  private Optional<Label> meantBy(Element sent) {
    return labels.stream().filter(label -> label.isMeantBy(sent)).findFirst();
  }

  private void screen(Origin origin, Stanza stanza) {
    List<Element> sent = in(stanza);
    if (!(stanza instanceof Message) || sent.isEmpty()) {
      return;
    }
    if (stanza.isError() || sent.size() > 1) {
      throw new StanzaException(
          Condition.BAD_REQUEST, "A message has one label at most, and an error has none.");
    }
    Optional<Label> meant = meantBy(sent.getFirst());
    Label label =
        meant
            .filter(it -> isFor(it, origin.address()))
            .orElseThrow(() -> notInCatalog(origin, stanza, meant));
    Jid to = stanza.to().orElseGet(() -> origin.address().bare());
    if (!mayReach(label, to)) {
      throw notForRecipient(origin, stanza, label, to);
    }
  }

  private void record(Origin origin, Message message, AuditEntry.Builder entry) {
    in(message).stream()
        .flatMap(sent -> meantBy(sent).stream())
        .forEach(label -> entry.detail("label", label.name()));
  }

  private boolean presence(Origin origin, Presence presence) {
    if (!in(presence).isEmpty()) {
      throw new StanzaException(Condition.BAD_REQUEST, "Presence has no label.");
    }
    return false;
  }

  // ---- who may ----

  /** Whether nobody gets to see a message to that address who may not see the label. */
  private boolean mayReach(Label label, Jid to) {
    boolean account = domains.contains(to.domain());
    return label.isOpen() || (account && (to.isDomain() || isFor(label, to)));
  }

  private boolean isFor(Label label, Jid person) {
    return label.isOpen()
        || label.groups().stream().anyMatch(group -> members(group).contains(person.bare()));
  }

  private Set<Jid> members(String group) {
    return groups
        .of(group)
        .orElseThrow(
            () ->
                new StanzaException(
                    StanzaError.of(
                            Condition.SERVICE_UNAVAILABLE,
                            "It is not known yet who may use this label. Please try again later.")
                        .withType(StanzaError.Type.WAIT)));
  }

  // ---- refusals ----

  private StanzaException notInCatalog(Origin origin, Stanza stanza, Optional<Label> meant) {
    return decisions.refuse(
        origin,
        stanza,
        "label of the sender",
        meant.map(Label::name).orElse("unknown"),
        StanzaError.of(
                Condition.POLICY_VIOLATION,
                "You may not use this label. Please choose one that your client offers.")
            .withType(StanzaError.Type.CANCEL));
  }

  private StanzaException notForRecipient(Origin origin, Stanza stanza, Label label, Jid to) {
    String text =
        domains.contains(to.domain())
            ? "The recipient may not see messages with this label."
            : "Messages with this label can't be sent to rooms, where others may read them later.";
    return decisions.refuse(
        origin,
        stanza,
        "label of the recipient",
        label.name(),
        StanzaError.of(Condition.FORBIDDEN, text));
  }
}
