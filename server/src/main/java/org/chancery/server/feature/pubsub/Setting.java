package org.chancery.server.feature.pubsub;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.FormField;

/**
 * A setting of a node, XEP-0060 section 16.4.4, with its default for an account's nodes and for
 * those of the service.
 */
enum Setting {
  TITLE("title", "A name that people are shown", Kind.TEXT, ""),
  DESCRIPTION("description", "What it is about", Kind.TEXT, ""),
  TYPE("type", "The namespace of what is published", Kind.TEXT, ""),
  LANGUAGE("language", "The language of what is published", Kind.TEXT, ""),
  CONTACT("contact", "Who can be asked about it", Kind.TEXTS, ""),
  ACCESS_MODEL(
      "access_model",
      "Who may subscribe and read",
      Kind.CHOICE,
      "presence",
      "open",
      "authorize",
      "open",
      "presence",
      "roster",
      "whitelist"),
  ROSTER_GROUPS_ALLOWED(
      "roster_groups_allowed", "The roster groups that may subscribe and read", Kind.TEXTS, ""),
  PUBLISH_MODEL(
      "publish_model",
      "Who may publish",
      Kind.CHOICE,
      "publishers",
      "publishers",
      "publishers",
      "subscribers",
      "open"),
  PERSIST_ITEMS("persist_items", "Whether items are kept", Kind.FLAG, "1"),
  MAX_ITEMS("max_items", "How many items are kept, or max", Kind.COUNT, "1", "20"),
  ITEM_EXPIRE("item_expire", "After how many seconds items go, or max", Kind.COUNT, "max"),
  PUBLISH_NODE_FULL(
      "publish_node_full",
      "What happens when no more items can be kept",
      Kind.CHOICE,
      "retract-oldest",
      "retract-oldest",
      "retract-oldest",
      "discard-oldest",
      "reject"),
  MAX_PAYLOAD_SIZE("max_payload_size", "The largest item in bytes", Kind.COUNT, "max"),
  DELIVER_NOTIFICATIONS("deliver_notifications", "Whether anybody is notified", Kind.FLAG, "1"),
  DELIVER_PAYLOADS("deliver_payloads", "Whether notifications hold the item", Kind.FLAG, "1"),
  NOTIFICATION_TYPE(
      "notification_type",
      "The type of notifications",
      Kind.CHOICE,
      "headline",
      "headline",
      "headline",
      "normal",
      "chat"),
  NOTIFY_CONFIG("notify_config", "Whether a new configuration is told", Kind.FLAG, "0"),
  NOTIFY_DELETE("notify_delete", "Whether the node's end is told", Kind.FLAG, "1"),
  NOTIFY_RETRACT("notify_retract", "Whether the removal of items is told", Kind.FLAG, "1"),
  NOTIFY_SUB("notify_sub", "Whether owners are told of subscriptions", Kind.FLAG, "0"),
  SEND_LAST_PUBLISHED_ITEM(
      "send_last_published_item",
      "When the newest item is sent unasked",
      Kind.CHOICE,
      "on_sub_and_presence",
      "on_sub",
      "never",
      "on_sub",
      "on_sub_and_presence"),
  PRESENCE_BASED_DELIVERY(
      "presence_based_delivery", "Whether only those online are notified", Kind.FLAG, "1", "0"),
  SUBSCRIBE("subscribe", "Whether anybody may subscribe", Kind.FLAG, "1"),
  ITEMREPLY(
      "itemreply",
      "Who gets answers to items",
      Kind.CHOICE,
      "owner",
      "owner",
      "owner",
      "publisher"),
  TEMPSUB("tempsub", "Whether subscriptions end when the subscriber goes", Kind.NEVER, "0"),
  PURGE_OFFLINE("purge_offline", "Whether items go when the publisher goes", Kind.NEVER, "0"),
  NODE_TYPE("node_type", "The kind of node", Kind.CHOICE, "leaf", "leaf", "leaf"),
  BODY_XSLT("body_xslt", "The address of a style sheet that makes a text of items", Kind.TEXT, ""),
  DATAFORM_XSLT(
      "dataform_xslt", "The address of a style sheet that makes a form of items", Kind.TEXT, "");

  /** No limit but the server's own. */
  static final String MAX = "max";

  private static final String PREFIX = "pubsub#";
  private static final int LONGEST = 3_000;
  private static final int MOST_VALUES = 100;

  /** What values it takes. */
  enum Kind {
    TEXT,
    TEXTS,
    FLAG,
    /** A flag that can't be set. */
    NEVER,
    COUNT,
    CHOICE
  }

  private final String field;
  private final String label;
  private final Kind kind;
  private final String accountDefault;
  private final String serviceDefault;
  private final List<String> allowed;

  Setting(String name, String label, Kind kind, String defaultValue) {
    this(name, label, kind, defaultValue, defaultValue);
  }

  Setting(
      String name,
      String label,
      Kind kind,
      String accountDefault,
      String serviceDefault,
      String... allowed) {
    this.field = PREFIX + name;
    this.label = label;
    this.kind = kind;
    this.accountDefault = accountDefault;
    this.serviceDefault = serviceDefault;
    this.allowed = List.of(allowed);
  }

  static Optional<Setting> named(String field) {
    return Arrays.stream(values()).filter(setting -> setting.field.equals(field)).findFirst();
  }

  String field() {
    return field;
  }

  List<String> defaultFor(boolean account) {
    String value = account ? accountDefault : serviceDefault;
    return value.isEmpty() ? List.of() : List.of(value);
  }

  /**
   * The values in their one form, so that equal settings are equal.
   *
   * @throws StanzaException {@code not-acceptable} for what the setting doesn't take
   */
  List<String> normalised(List<String> values) {
    if (values.stream().mapToInt(String::length).sum() > LONGEST || values.size() > MOST_VALUES) {
      throw refused();
    }
    if (kind == Kind.TEXTS) {
      return values.stream().filter(value -> !value.isEmpty()).distinct().sorted().toList();
    }
    String value = values.isEmpty() ? "" : values.getFirst().strip();
    return switch (kind) {
      case TEXT, TEXTS -> value.isEmpty() ? List.of() : List.of(value);
      case FLAG -> List.of(FormField.truth(field, value) ? "1" : "0");
      case NEVER -> List.of(never(value));
      case COUNT -> List.of(count(value));
      case CHOICE -> List.of(choice(value));
    };
  }

  private String never(String value) {
    if (FormField.truth(field, value)) {
      throw refused();
    }
    return "0";
  }

  private String count(String value) {
    if (value.equals(MAX)) {
      return value;
    }
    try {
      long number = Long.parseLong(value);
      if (number < 0) {
        throw refused();
      }
      return Long.toString(Math.min(number, Integer.MAX_VALUE));
    } catch (NumberFormatException e) {
      throw refused();
    }
  }

  private String choice(String value) {
    if (allowed.contains(value)) {
      return value;
    }
    throw this == ACCESS_MODEL
        ? Refusals.of(Condition.NOT_ACCEPTABLE, "unsupported-access-model")
        : refused();
  }

  private StanzaException refused() {
    return new StanzaException(
        Condition.NOT_ACCEPTABLE, "The setting " + field + " can't have that value.");
  }

  /** The field as it is shown to people. */
  FormField toField(List<String> values) {
    return switch (kind) {
      case TEXT, COUNT -> FormField.of("text-single", field, label, values);
      case TEXTS -> FormField.lines(field, label, values);
      case FLAG, NEVER -> FormField.of("boolean", field, label, values);
      case CHOICE ->
          FormField.of("list-single", field, label, values)
              .withOptions(allowed.stream().map(value -> new FormField.Option(value, "")).toList());
    };
  }
}
