package org.chancery.server.feature.serverinfo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.server.feature.notice.NoticeConfig;

/**
 * What the operator tells about the service.
 *
 * @param contacts addresses as URIs, by what they are for
 * @param dataPolicy the fields of XEP-0504 that are filled in; empty when nothing is told
 */
public record ServerInfoConfig(Map<String, List<String>> contacts, List<FormField> dataPolicy) {
  private static final List<String> PURPOSES =
      List.of("abuse", "admin", "feedback", "sales", "security", "status", "support");

  /**
   * Reads {@code chancery.contacts} and {@code chancery.data-policy}. The notice that people are on
   * record, if there is one, is told with the rest or alone.
   */
  public static ServerInfoConfig from(Settings settings) {
    return new ServerInfoConfig(
        contacts(settings.section("contacts")),
        dataPolicy(settings.section("data-policy"), NoticeConfig.from(settings.section("notice"))));
  }

  private static Map<String, List<String>> contacts(Section section) {
    Map<String, List<String>> contacts = new LinkedHashMap<>();
    for (String purpose : PURPOSES) {
      List<String> addresses = section.strings(purpose);
      if (addresses.stream().anyMatch(address -> !address.matches("[a-z][a-z0-9+.-]*:.+"))) {
        section.problem(
            purpose, "must be URIs such as mailto:it@example.org or xmpp:it@example.org");
      }
      if (!addresses.isEmpty()) {
        contacts.put(purpose, addresses);
      }
    }
    return contacts;
  }

  private static List<FormField> dataPolicy(Section section, NoticeConfig notice) {
    boolean published = section.flag("publish");
    List<FormField> fields = new ArrayList<>();
    fields.add(choice("auth_data", section.oneOf("authentication", "hidden", "plain")));
    text(fields, "data_retention", section.string("retention-hours"));
    fields.add(flag("data_deletion", section.flag("deletion")));
    fields.add(flag("encryption_at_rest", section.flag("encryption-at-rest")));
    text(fields, "tos", section.string("terms"));
    fields.add(flag("data_export", section.flag("export")));
    fields.add(FormField.of("list-multi", "access_policy", "", section.strings("access")));
    fields.add(flag("full_erasure", section.flag("full-erasure")));
    text(fields, "backup_frequency", section.string("backup-every-hours"));
    text(fields, "backup_retention", section.string("backup-kept-hours"));
    List<String> info = new ArrayList<>(section.strings("information"));
    if (!published) {
      fields.clear();
      info.clear();
    }
    info.addAll(notice.text().lines().toList());
    if (!info.isEmpty()) {
      fields.add(FormField.lines("extra_info", "", info));
    }
    return List.copyOf(fields);
  }

  private static FormField choice(String name, String value) {
    return FormField.of("list-single", name, "", List.of(value));
  }

  private static FormField flag(String name, boolean value) {
    return FormField.of("boolean", name, "", List.of(Boolean.toString(value)));
  }

  private static void text(List<FormField> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.add(FormField.text(name, "", value));
    }
  }
}
