package org.chancery.server.feature.rooms.stanzas;

import org.chancery.protocol.Jid;
import org.chancery.server.feature.rooms.state.Occupant;
import org.chancery.server.feature.rooms.state.Role;
import org.chancery.server.feature.rooms.state.Room;
import org.chancery.server.feature.rooms.state.RoomOption;

/**
 * Tells who is in a room those who are shown it. Called by the holder of the room's lane.
 * Thread-safe.
 */
public final class Announcements {
  private final Outlet outlet;

  /** With the way out. */
  public Announcements(Outlet outlet) {
    this.outlet = outlet;
  }

  /** Shows a device everybody else who is in the room. */
  public void showOthers(Room room, Occupant viewer, Jid device) {
    for (Occupant other : room.occupants().all()) {
      if (other != viewer && shows(room, other, viewer)) {
        outlet.send(viewer, OccupantPresence.here(room, other).to(device, viewer));
      }
    }
  }

  /** Shows an occupant's presence as it is now: the others first, then its own devices. */
  public void present(Room room, Occupant occupant) {
    present(room, occupant, OccupantPresence.here(room, occupant));
  }

  /** Shows an occupant's presence with what is to be said of it. */
  public void present(Room room, Occupant occupant, OccupantPresence presence) {
    if (room.settings().broadcasts(occupant.role())) {
      occupant.announce();
    }
    toOthers(room, occupant, presence);
    show(occupant, presence);
  }

  private void show(Occupant viewer, OccupantPresence presence) {
    viewer.devices().forEach(device -> outlet.send(viewer, presence.to(device, viewer)));
  }

  /** Shows an occupant's presence to the others. */
  public void toOthers(Room room, Occupant occupant, OccupantPresence presence) {
    for (Occupant viewer : room.occupants().all()) {
      if (viewer != occupant && shows(room, occupant, viewer)) {
        show(viewer, presence);
      }
    }
  }

  /** Shows an occupant's presence to one of its own devices. */
  public void toOwn(Occupant occupant, Jid device, OccupantPresence presence) {
    outlet.send(occupant, presence.to(device, occupant));
  }

  /** Shows a new moderator those whom only moderators see. */
  public void showHidden(Room room, Occupant moderator) {
    for (Occupant other : room.occupants().all()) {
      if (other != moderator && !other.announced() && shows(room, other, moderator)) {
        show(moderator, OccupantPresence.here(room, other));
      }
    }
  }

  /**
   * Whether the viewer is shown the other's presence: everybody is when the other's role is
   * broadcast, or was while it has been here; moderators are unless nobody is.
   */
  private static boolean shows(Room room, Occupant other, Occupant viewer) {
    return other.announced()
        || viewer.role() == Role.MODERATOR
            && !room.settings().list(RoomOption.PRESENCE_BROADCAST).isEmpty();
  }
}
