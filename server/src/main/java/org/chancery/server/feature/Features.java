package org.chancery.server.feature;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chancery.auth.Directories;
import org.chancery.auth.Person;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Stanza;
import org.chancery.server.Stores;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.administration.Administration;
import org.chancery.server.feature.archive.Archive;
import org.chancery.server.feature.avatar.AvatarPresence;
import org.chancery.server.feature.avatar.Avatars;
import org.chancery.server.feature.avatar.DirectoryPictures;
import org.chancery.server.feature.blocking.Blocking;
import org.chancery.server.feature.blocking.Blocklists;
import org.chancery.server.feature.bookmarks.Bookmarks;
import org.chancery.server.feature.caps.EntityCaps;
import org.chancery.server.feature.carbons.Carbons;
import org.chancery.server.feature.clientstate.ClientState;
import org.chancery.server.feature.commands.Commands;
import org.chancery.server.feature.devices.Devices;
import org.chancery.server.feature.disco.Disco;
import org.chancery.server.feature.displayed.DisplayedAssist;
import org.chancery.server.feature.externalservices.ExternalServices;
import org.chancery.server.feature.labels.SecurityLabels;
import org.chancery.server.feature.lastactivity.LastActivity;
import org.chancery.server.feature.legacysession.LegacySession;
import org.chancery.server.feature.links.MessageLinks;
import org.chancery.server.feature.notice.Notice;
import org.chancery.server.feature.offline.OfflineMessages;
import org.chancery.server.feature.password.PasswordChange;
import org.chancery.server.feature.people.PeopleOnRecord;
import org.chancery.server.feature.ping.Ping;
import org.chancery.server.feature.presence.PresenceBroadcast;
import org.chancery.server.feature.privatexml.PrivateXml;
import org.chancery.server.feature.pubsub.PubSub;
import org.chancery.server.feature.push.Push;
import org.chancery.server.feature.rooms.Rooms;
import org.chancery.server.feature.roster.Roster;
import org.chancery.server.feature.roster.Rosters;
import org.chancery.server.feature.roster.Subscriptions;
import org.chancery.server.feature.search.UserSearch;
import org.chancery.server.feature.serverinfo.ServerInfo;
import org.chancery.server.feature.stanzaids.ForgedIds;
import org.chancery.server.feature.time.EntityTime;
import org.chancery.server.feature.upload.FileUpload;
import org.chancery.server.feature.vcard.VCards;
import org.chancery.server.feature.version.Version;
import org.chancery.server.policy.CallRecords;
import org.chancery.server.policy.Decisions;
import org.chancery.server.policy.EncryptionPolicy;
import org.chancery.server.policy.PolicyConfig;
import org.chancery.server.policy.SideChannels;
import org.chancery.server.routing.Delivery;
import org.chancery.server.routing.Origin;
import org.chancery.server.routing.Requests;
import org.chancery.server.session.Sessions;
import org.chancery.storage.ArchiveStore;

/**
 * The list of all features. Its order is the order of work in every hook; beside each stands why it
 * is where it is.
 */
public final class Features {
  private Features() {}

  /** What features are made of. */
  public record Parts(
      Set<String> domains,
      String version,
      Clock clock,
      Sessions sessions,
      Delivery delivery,
      AuditLog auditLog,
      Rosters rosters,
      Subscriptions subscriptions,
      OfflineMessages offline,
      Requests requests,
      EntityCaps caps,
      Blocklists blocklists,
      ArchiveStore archive,
      Stores stores,
      Directories directories,
      Optional<DevicePasswords> devicePasswords,
      KnownPeople people,
      Supplier<String> ids,
      KnownGroups groups,
      BiConsumer<Jid, String> endSessions,
      BiConsumer<Origin, Stanza> route,
      ScheduledExecutorService scheduler,
      IntSupplier httpsPort,
      FeatureConfig config) {}

  /** All features, in order. */
  public static List<Feature> all(Parts parts) {
    PubSub pubSub = pubSub(parts);
    Push push = push(parts);
    Archive archive = archive(parts);
    Avatars avatars = new Avatars(pubSub.nodes());
    PrivateXml privateXml =
        new PrivateXml(parts.stores().privateXml(), parts.config().privateXml());
    PresenceBroadcast broadcast =
        new PresenceBroadcast(
            parts.sessions(),
            parts.delivery(),
            parts.rosters(),
            parts.subscriptions(),
            parts.blocklists()::between);
    Devices devices =
        new Devices(
            parts.devicePasswords(),
            parts.domains(),
            parts.sessions(),
            parts.auditLog(),
            parts.clock());
    Notice notice = notice(parts);
    Bookmarks bookmarks = new Bookmarks(pubSub.nodes(), privateXml);
    return List.of(
        // Forged ids go before anything reads or records them.
        new ForgedIds(parts.domains()),
        // A carbon that a client made up goes too; copies are made of what is left.
        new Carbons(parts.sessions(), parts.domains()),
        // Before anything handles presence, and before a message is recorded as accepted.
        new Blocking(
            parts.blocklists(), parts.sessions(), parts.rosters(), parts.auditLog(), parts.clock()),
        // What the company forbids is refused after what people themselves have blocked.
        new EncryptionPolicy(
            parts.config().policy(),
            parts.people(),
            pubSub.nodes(),
            parts.auditLog(),
            parts.clock()),
        new SideChannels(parts.config().policy(), parts.auditLog(), parts.clock()),
        new SecurityLabels(
            parts.config().labels(),
            parts.groups(),
            parts.domains(),
            new Decisions(parts.auditLog(), parts.clock())),
        // Last of all that may refuse: a call that is on record does pass.
        new CallRecords(parts.auditLog(), parts.clock()),
        // Who somebody is goes on record before what they say.
        new PeopleOnRecord(parts.people(), parts.auditLog(), parts.clock()),
        // These two fill in the audit row; what they note does not depend on each other.
        new MessageLinks(),
        archive,
        // Subscriptions are decided before presence is broadcast, so that a broadcast finds them as
        // they are now.
        new Roster(parts.rosters(), parts.subscriptions(), parts.config().rosterItems()),
        // Presence comes before the offline queue: a client shows who is there, then what was
        // missed.
        broadcast,
        parts.offline(),
        // After what was missed, as it is the newest.
        notice,
        // After the presence rules: who has just come is known to be available.
        parts.caps(),
        // After the capabilities: who is notified depends on them.
        pubSub,
        // These are made of nodes, and follow what is published there.
        new AvatarPresence(avatars, parts.sessions(), broadcast),
        new DirectoryPictures(avatars, parts.people()::photo),
        privateXml,
        bookmarks,
        new DisplayedAssist(pubSub.nodes()),
        new VCards(parts.stores().vCards(), parts.people(), avatars, pubSub.nodes()),
        // After presence: what a session tells on its end reaches the rooms first.
        rooms(parts, bookmarks),
        // After all that adds copies: who gets none is woken.
        push,
        // What a client in a pocket need not see now is held last, just before it would be sent.
        new ClientState(),
        // These only answer requests; their order has no effect.
        new LastActivity(
            parts.stores().activity(), parts.sessions(), parts.rosters()::maySee, parts.clock()),
        new PasswordChange(parts.directories(), parts.auditLog(), parts.clock()),
        new UserSearch(parts.config().search(), parts.domains(), parts.directories()),
        devices,
        new Commands(
            Stream.of(
                    notice.commands(),
                    devices.commands(),
                    administration(parts, push, archive).commands())
                .flatMap(List::stream)
                .toList(),
            parts.ids()),
        uploads(parts),
        new ServerInfo(parts.config().serverInfo()),
        new ExternalServices(parts.config().externalServices(), parts.clock()),
        new Ping(),
        new Version(parts.version()),
        new EntityTime(parts.clock()),
        new LegacySession(),
        // Last, so that it shows what all others advertise.
        new Disco(parts.sessions(), parts.rosters()::maySee));
  }

  private static Rooms rooms(Parts parts, Bookmarks bookmarks) {
    return new Rooms(
        parts.config().rooms(),
        new Rooms.Tools(
            parts.stores().rooms(),
            parts.archive(),
            parts.auditLog(),
            parts.delivery(),
            parts.clock(),
            parts.route(),
            parts.config().historyPage(),
            parts.people(),
            parts.groups(),
            bookmarks,
            parts.offline(),
            parts.ids(),
            parts.scheduler()));
  }

  private static Notice notice(Parts parts) {
    return new Notice(
        parts.config().notice(),
        parts.stores().notices(),
        parts.auditLog(),
        parts.clock(),
        parts.route(),
        parts.ids());
  }

  private static Archive archive(Parts parts) {
    return new Archive(
        new Archive.Parts(
            parts.archive(),
            parts.stores().historyPreferences(),
            parts.auditLog(),
            parts.config().historyPage(),
            parts.config().policy().historyPreferences() == PolicyConfig.Rule.ALLOW,
            (owner, contact) -> parts.rosters().item(owner, contact).listed()));
  }

  private static FileUpload uploads(Parts parts) {
    return new FileUpload(
        new FileUpload.Parts(
            parts.config().upload(),
            parts.domains(),
            parts.stores().uploads(),
            parts.stores().files(),
            parts.auditLog(),
            parts.clock(),
            parts.ids(),
            parts.httpsPort()));
  }

  private static Push push(Parts parts) {
    return new Push(
        new Push.Parts(
            parts.stores().push(),
            parts.config().push(),
            parts.domains(),
            account -> parts.people().find(account).filter(Person::enabled).isPresent(),
            parts.sessions(),
            parts.requests(),
            parts.route(),
            parts.ids(),
            parts.scheduler()));
  }

  private static Administration administration(Parts parts, Push push, Archive archive) {
    return new Administration(
        new Administration.Parts(
            parts.stores().accounts(),
            parts.stores().activity(),
            parts.directories(),
            parts.domains(),
            parts.sessions(),
            parts.rosters(),
            parts.auditLog(),
            parts.clock(),
            parts.config().admins()::contains,
            account -> {
              parts.stores().pubSub().deleteAll(account);
              parts.stores().vCards().remove(account);
              parts.stores().privateXml().removeAll(account);
              push.forget(account);
              archive.forget(account);
              parts.stores().notices().remove(account);
            },
            parts.endSessions()));
  }

  private static PubSub pubSub(Parts parts) {
    PubSub pubSub =
        new PubSub(
            new PubSub.Parts(
                parts.stores().pubSub(),
                parts.config().pubSub(),
                parts.domains(),
                parts.rosters(),
                parts.sessions(),
                parts.caps(),
                parts.auditLog(),
                parts.clock(),
                parts.ids(),
                parts.people()::exists,
                parts.config().admins()::contains));
    parts.subscriptions().whenGranted(pubSub::granted);
    pubSub.blockedBy(parts.blocklists()::between);
    return pubSub;
  }
}
