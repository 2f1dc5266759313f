package org.chancery.server.feature.rooms;

import java.util.function.BiConsumer;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Stanza;
import org.chancery.server.feature.rooms.absent.AbsentMembers;
import org.chancery.server.feature.rooms.admin.AdminQueries;
import org.chancery.server.feature.rooms.admin.AffiliationChanges;
import org.chancery.server.feature.rooms.admin.OwnerQueries;
import org.chancery.server.feature.rooms.admin.Registration;
import org.chancery.server.feature.rooms.admin.RoleChanges;
import org.chancery.server.feature.rooms.admin.RoomMessages;
import org.chancery.server.feature.rooms.admin.VoiceRequests;
import org.chancery.server.feature.rooms.discovery.ChannelSearch;
import org.chancery.server.feature.rooms.discovery.OccupantIqs;
import org.chancery.server.feature.rooms.discovery.RoomCards;
import org.chancery.server.feature.rooms.discovery.RoomDisco;
import org.chancery.server.feature.rooms.discovery.ServiceDisco;
import org.chancery.server.feature.rooms.groups.GroupRooms;
import org.chancery.server.feature.rooms.history.Moderation;
import org.chancery.server.feature.rooms.history.RoomArchive;
import org.chancery.server.feature.rooms.history.Welcome;
import org.chancery.server.feature.rooms.messages.GroupMessages;
import org.chancery.server.feature.rooms.messages.Invitations;
import org.chancery.server.feature.rooms.messages.PrivateMessages;
import org.chancery.server.feature.rooms.presence.Entering;
import org.chancery.server.feature.rooms.presence.Hats;
import org.chancery.server.feature.rooms.presence.JoinedRooms;
import org.chancery.server.feature.rooms.presence.Leaving;
import org.chancery.server.feature.rooms.record.RoomLog;
import org.chancery.server.feature.rooms.registry.OpenRooms;
import org.chancery.server.feature.rooms.registry.RoomsConfig;
import org.chancery.server.feature.rooms.stanzas.Outlet;
import org.chancery.server.routing.Origin;

/** Everything that handles stanzas of rooms, wired by hand; what each needs shows here. */
record RoomParts(
    RoomsConfig config,
    OpenRooms rooms,
    JoinedRooms joined,
    Entering entering,
    Leaving leaving,
    GroupMessages groupMessages,
    PrivateMessages privateMessages,
    RoomMessages roomMessages,
    AdminQueries adminQueries,
    OwnerQueries ownerQueries,
    Registration registration,
    Moderation moderation,
    RoomArchive archive,
    RoomCards cards,
    RoomDisco roomDisco,
    ServiceDisco serviceDisco,
    ChannelSearch search,
    OccupantIqs occupantIqs,
    GroupRooms groupRooms,
    AbsentMembers absent) {

  static RoomParts of(RoomsConfig config, Rooms.Tools tools) {
    RoomLog record = new RoomLog(tools.auditLog(), tools.store(), tools.clock(), config.audience());
    Outlet outlet = new Outlet(tools.delivery(), tools.auditLog());
    OpenRooms rooms = new OpenRooms(tools.store(), record, config);
    JoinedRooms joined = new JoinedRooms(config.joined());
    Welcome welcome = new Welcome(tools.archive(), outlet, tools.clock());
    Leaving leaving = new Leaving(rooms, record, outlet, joined);
    BiConsumer<Jid, Stanza> sender =
        (from, stanza) -> tools.route().accept(Origin.ofServer(from), stanza);
    Invitations invitations = new Invitations(sender, tools.delivery()::exists, tools.ids());
    AffiliationChanges affiliations =
        new AffiliationChanges(record, tools.store(), outlet, leaving, invitations);
    RoleChanges roles = new RoleChanges(record, outlet, affiliations);
    Registration registration = new Registration(rooms, affiliations, outlet, tools.ids());
    VoiceRequests voice = new VoiceRequests(rooms, roles, outlet, tools.ids());
    AbsentMembers absent =
        new AbsentMembers(tools.delivery(), tools.bookmarks(), rooms, tools.archive());
    ServiceDisco services = new ServiceDisco(rooms, tools.store(), config);
    OwnerQueries.Parts owners =
        new OwnerQueries.Parts(rooms, record, outlet, leaving, config, tools.ids());
    return new RoomParts(
        config,
        rooms,
        joined,
        new Entering(
            new Entering.Parts(
                rooms,
                record,
                outlet,
                welcome,
                leaving,
                joined,
                new Hats(tools.people(), config.hats())),
            config),
        leaving,
        new GroupMessages(rooms, record, tools.store(), absent),
        new PrivateMessages(rooms, record),
        new RoomMessages(rooms, record, invitations, affiliations, voice, registration),
        new AdminQueries(rooms, affiliations, roles),
        new OwnerQueries(owners, affiliations, roles),
        registration,
        new Moderation(rooms, record, tools.archive(), outlet, tools.ids()),
        new RoomArchive(rooms, tools.archive(), outlet, tools.historyPage()),
        new RoomCards(rooms, record, tools.store(), outlet, tools.ids()),
        new RoomDisco(rooms),
        services,
        new ChannelSearch(services),
        new OccupantIqs(rooms, sender, tools.ids()),
        new GroupRooms(
            config.groups(), tools.groups(), rooms, record, affiliations, tools.bookmarks()),
        absent);
  }
}
