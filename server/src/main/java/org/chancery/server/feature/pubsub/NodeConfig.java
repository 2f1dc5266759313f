package org.chancery.server.feature.pubsub;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.storage.PubSubStore.Node;

/**
 * How a node is configured: what was set, over the defaults. Immutable.
 *
 * <p>Some nodes hold what is nobody else's business, whatever a client forgot to say: they are
 * whitelisted, and nothing can change that.
 */
final class NodeConfig {
  /** Bookmarks, read marks and the like (XEP-0223). */
  static final Set<String> PRIVATE =
      Set.of(
          "urn:xmpp:bookmarks:1",
          "storage:bookmarks",
          "urn:xmpp:mds:displayed:0",
          "urn:xmpp:contacts");

  private static final String WHITELIST = "whitelist";

  private final Map<Setting, List<String>> set;
  private final Map<Setting, List<String>> defaults;

  private NodeConfig(Map<Setting, List<String>> set, Map<Setting, List<String>> defaults) {
    this.set = set;
    this.defaults = defaults;
  }

  /** What a node of that name has when nobody says otherwise. */
  static NodeConfig defaults(Jid service, String name) {
    boolean account = !service.isDomain();
    Map<Setting, List<String>> defaults = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      defaults.put(setting, setting.defaultFor(account));
    }
    if (account && PRIVATE.contains(name)) {
      defaults.put(Setting.ACCESS_MODEL, List.of(WHITELIST));
      if (!name.equals("storage:bookmarks")) {
        defaults.put(Setting.MAX_ITEMS, List.of(Setting.MAX));
        defaults.put(Setting.SEND_LAST_PUBLISHED_ITEM, List.of("never"));
      }
    }
    return new NodeConfig(Map.of(), defaults);
  }

  /** A node's configuration. */
  static NodeConfig of(Node node) {
    NodeConfig defaults = defaults(node.service(), node.name());
    Map<Setting, List<String>> set = new EnumMap<>(Setting.class);
    node.settings()
        .forEach((name, values) -> Setting.named(name).ifPresent(it -> set.put(it, values)));
    if (mustBePrivate(node.service(), node.name())) {
      set.remove(Setting.ACCESS_MODEL);
    }
    return new NodeConfig(set, defaults.defaults);
  }

  private static boolean mustBePrivate(Jid service, String name) {
    return !service.isDomain() && PRIVATE.contains(name);
  }

  /**
   * With what a submitted form sets; fields that don't belong to a node are left out.
   *
   * @throws StanzaException {@code not-acceptable} for a value that can't be
   */
  NodeConfig with(DataForm form, Jid service, String name) {
    Map<Setting, List<String>> changed = new EnumMap<>(Setting.class);
    changed.putAll(set);
    for (FormField field : form.fields()) {
      Setting.named(field.name())
          .ifPresent(setting -> changed.put(setting, setting.normalised(field.values())));
    }
    List<String> access = changed.get(Setting.ACCESS_MODEL);
    if (mustBePrivate(service, name) && access != null && !access.equals(List.of(WHITELIST))) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "This node is private; its access model can't be changed.");
    }
    return new NodeConfig(changed, defaults);
  }

  /**
   * The first field of the publish options that this configuration doesn't meet, XEP-0060 section
   * 7.1.5.
   *
   * @throws StanzaException {@code not-acceptable} for a field that is no setting
   */
  Optional<String> unmet(DataForm options, int mostItems) {
    for (FormField field : options.fields()) {
      if (!field.name().equals(DataForm.FORM_TYPE)) {
        Setting setting = known(field);
        List<String> wanted = setting.normalised(field.values());
        if (!same(setting, wanted, mostItems)) {
          return Optional.of(setting.field());
        }
      }
    }
    return Optional.empty();
  }

  /** The most items that there can be, and as many as there can be, are the same. */
  private boolean same(Setting setting, List<String> wanted, int mostItems) {
    if (setting == Setting.MAX_ITEMS) {
      String most = Integer.toString(mostItems);
      String mine = value(setting).equals(Setting.MAX) ? most : value(setting);
      String theirs = wanted.getFirst().equals(Setting.MAX) ? most : wanted.getFirst();
      return mine.equals(theirs);
    }
    return values(setting).equals(wanted);
  }

  private static Setting known(FormField field) {
    return Setting.named(field.name())
        .orElseThrow(
            () ->
                new StanzaException(
                    Condition.NOT_ACCEPTABLE, "The publish options name an unknown setting."));
  }

  /** Refuses publish options that name what is no setting. */
  static void requireKnown(DataForm options) {
    options.fields().stream()
        .filter(field -> !field.name().equals(DataForm.FORM_TYPE))
        .forEach(NodeConfig::known);
  }

  /** What was set, for the store. */
  Map<String, List<String>> settings() {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    set.forEach((setting, values) -> settings.put(setting.field(), values));
    return settings;
  }

  /** The form of this kind with all settings. */
  DataForm form(DataForm.Type type, String formType) {
    DataForm.Builder form = DataForm.builder(type, formType);
    for (Setting setting : Setting.values()) {
      form.add(setting.toField(values(setting)));
    }
    return form.build();
  }

  List<String> values(Setting setting) {
    List<String> values = set.get(setting);
    return values == null ? defaults.get(setting) : values;
  }

  String value(Setting setting) {
    List<String> values = values(setting);
    return values.isEmpty() ? "" : values.getFirst();
  }

  boolean is(Setting setting) {
    return value(setting).equals("1");
  }

  AccessModel access() {
    return AccessModel.valueOf(value(Setting.ACCESS_MODEL).toUpperCase(Locale.ROOT));
  }

  /** How many items are kept; the server itself keeps no more than {@code most}. */
  int keeps(int most) {
    return is(Setting.PERSIST_ITEMS) ? Math.min(most, number(Setting.MAX_ITEMS, most)) : 0;
  }

  /** The value of a count, where {@code max} means {@code most}. */
  int number(Setting setting, int most) {
    String value = value(setting);
    return value.equals(Setting.MAX) ? most : Integer.parseInt(value);
  }

  boolean sendsLastOnPresence() {
    return value(Setting.SEND_LAST_PUBLISHED_ITEM).equals("on_sub_and_presence");
  }

  boolean sendsLastOnSubscription() {
    return !value(Setting.SEND_LAST_PUBLISHED_ITEM).equals("never");
  }

  Message.Type notificationType() {
    return Message.Type.valueOf(value(Setting.NOTIFICATION_TYPE).toUpperCase(Locale.ROOT));
  }
}
