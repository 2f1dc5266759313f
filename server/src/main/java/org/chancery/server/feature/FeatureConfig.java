package org.chancery.server.feature;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.chancery.protocol.Jid;
import org.chancery.protocol.JidException;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;
import org.chancery.server.feature.externalservices.ExternalService;
import org.chancery.server.feature.labels.Label;
import org.chancery.server.feature.notice.NoticeConfig;
import org.chancery.server.feature.pubsub.PubSubConfig;
import org.chancery.server.feature.push.PushConfig;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.search.SearchConfig;
import org.chancery.server.feature.serverinfo.ServerInfoConfig;
import org.chancery.server.feature.upload.UploadConfig;
import org.chancery.server.policy.PolicyConfig;

/**
 * Settings of the features.
 *
 * @param rosterItems how many contacts an account may have
 * @param historyPage how many messages one page of history may hold
 * @param privateXml how many bytes of private XML an account may keep
 * @param admins the bare addresses of those who administer the server
 */
public record FeatureConfig(
    int rosterItems,
    int historyPage,
    long privateXml,
    Set<Jid> admins,
    PubSubConfig pubSub,
    ServerInfoConfig serverInfo,
    List<ExternalService> externalServices,
    RoomsConfig rooms,
    PolicyConfig policy,
    SearchConfig search,
    PushConfig push,
    UploadConfig upload,
    List<Label> labels,
    NoticeConfig notice) {

  /** Reads the sections of the features. */
  public static FeatureConfig from(Settings settings) {
    Section limits = settings.section("limits");
    Set<Jid> admins = admins(settings.root());
    return new FeatureConfig(
        limits.integer("roster-items", 1, 1_000_000),
        limits.integer("history-page", 1, 1_000),
        limits.size("private-xml", 10_000, 100_000_000),
        admins,
        PubSubConfig.from(settings.section("pubsub")),
        ServerInfoConfig.from(settings),
        ExternalService.from(settings.root()),
        RoomsConfig.from(
            settings.section("rooms"), Set.of(settings.root().string("domain")), admins),
        PolicyConfig.from(settings),
        SearchConfig.from(settings.section("search")),
        PushConfig.from(settings.section("push")),
        UploadConfig.from(settings),
        Label.from(settings.root()),
        NoticeConfig.from(settings.section("notice")));
  }

  private static Set<Jid> admins(Section root) {
    try {
      return root.strings("admins").stream()
          .map(Jid::of)
          .map(Jid::bare)
          .collect(Collectors.toUnmodifiableSet());
    } catch (JidException e) {
      root.problem("admins", "must be addresses such as alice@example.org");
      return Set.of();
    }
  }
}
