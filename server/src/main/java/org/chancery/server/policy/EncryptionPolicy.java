package org.chancery.server.policy;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.pubsub.Nodes;
import org.chancery.server.feature.pubsub.PublishScreen;
import org.chancery.server.policy.PolicyConfig.Rule;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/**
 * Whether people may write to each other so that the record can't be read. Where they may not,
 * messages are refused with a sentence that says what to do, and keys can neither be published nor
 * seen, so that clients don't offer it. Where they may, the record says which messages it can't
 * show.
 */
public final class EncryptionPolicy implements Feature, PublishScreen {
  private static final String TEXT =
      "End-to-end encryption is not allowed here, because messages must be kept on record."
          + " Please turn it off for this conversation.";

  private final PolicyConfig config;
  private final KnownPeople people;
  private final Nodes nodes;
  private final Decisions decisions;

  /** With its parts. */
  public EncryptionPolicy(
      PolicyConfig config,
      KnownPeople people,
      Nodes nodes,
      AuditLog auditLog,
      java.time.Clock clock) {
    this.config = config;
    this.people = people;
    this.nodes = nodes;
    this.decisions = new Decisions(auditLog, clock);
  }

  @Override
  public String name() {
    return "encryption policy";
  }

  @Override
  public void install(Hooks hooks) {
    hooks.screen("end-to-end encryption where it is forbidden", this::screen);
    hooks.record("which messages are end-to-end encrypted", this::record);
    nodes.screen(this);
  }

  private boolean neverForbidden() {
    return config.encryption() == Rule.ALLOW
        && !config.encryptionByGroup().containsValue(Rule.FORBID);
  }

  /** Whether somebody may not use it; who is in no named group goes by the general rule. */
  private boolean isForbidden(Jid person) {
    if (neverForbidden()) {
      return false;
    }
    List<Rule> rules =
        people.groups(person).stream()
            .filter(config.encryptionByGroup()::containsKey)
            .map(config.encryptionByGroup()::get)
            .toList();
    return rules.isEmpty() ? config.encryption() == Rule.FORBID : rules.contains(Rule.FORBID);
  }

  private void screen(Origin origin, Stanza stanza) {
    if (!(stanza instanceof Message message) || message.isError() || neverForbidden()) {
      return;
    }
    Optional<String> encryption = Encryption.of(message);
    if (encryption.isPresent()) {
      boolean forbidden =
          isForbidden(origin.address()) || message.to().filter(this::isForbidden).isPresent();
      if (forbidden) {
        throw decisions.refuse(origin, message, "end-to-end encryption", encryption.get(), TEXT);
      }
    }
  }

  private void record(Origin origin, Message message, AuditEntry.Builder entry) {
    Encryption.of(message).ifPresent(scheme -> entry.detail("encryption", scheme));
  }

  // ---- keys ----

  @Override
  public void screen(Jid service, String node, Element publish, Jid publisher) {
    if (Encryption.isKeyNode(node) && isForbidden(service)) {
      throw new StanzaException(
          StanzaError.of(Condition.POLICY_VIOLATION, "End-to-end encryption is not allowed here.")
              .withType(StanzaError.Type.CANCEL));
    }
  }

  @Override
  public boolean hides(Jid service, String node) {
    return Encryption.isKeyNode(node) && isForbidden(service);
  }
}
