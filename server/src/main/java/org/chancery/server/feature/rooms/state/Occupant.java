package org.chancery.server.feature.rooms.state;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Presence;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;

/**
 * Somebody who is in a room under one nickname, with one device or several. Changed by the holder
 * of the room's lane only; nickname and role may be read by anybody.
 */
public final class Occupant {
  /** A device, as it came in, and what it shows. */
  private record Seat(Origin origin, Presence presence) {}

  private final Jid person;
  private final String id;
  private final LinkedHashMap<Jid, Seat> devices = new LinkedHashMap<>(2);
  private final Set<Jid> followers = new HashSet<>(2);
  private List<Element> hats = List.of();
  private volatile String nick;
  private volatile Role role;
  private Jid shownDevice;
  private boolean announced;

  Occupant(Jid person, String id, String nick, Role role) {
    this.person = person;
    this.id = id;
    this.nick = nick;
    this.role = role;
  }

  /** The bare address. */
  public Jid person() {
    return person;
  }

  /** The id by which others can tell that it is the same person, XEP-0421. */
  public String id() {
    return id;
  }

  /** The nickname. */
  public String nick() {
    return nick;
  }

  void nick(String changed) {
    nick = changed;
  }

  /** The titles that the room shows beside the nickname, XEP-0317. */
  public List<Element> hats() {
    return hats;
  }

  /** Puts other titles on. */
  public void hats(List<Element> worn) {
    hats = List.copyOf(worn);
  }

  /** The role. */
  public Role role() {
    return role;
  }

  /** Gives another role. */
  public void role(Role changed) {
    role = changed;
  }

  /** The full addresses, in the order of entering. */
  public List<Jid> devices() {
    return List.copyOf(devices.keySet());
  }

  /** Whether it is there by this device and this log-in of it, not by an earlier or later one. */
  public boolean has(Origin origin) {
    return origin(origin.address())
        .filter(seated -> seated.stream().equals(origin.stream()))
        .isPresent();
  }

  /** As whom a device of this address came in: maybe an earlier log-in than the present one. */
  public Optional<Origin> origin(Jid device) {
    return Optional.ofNullable(devices.get(device)).map(Seat::origin);
  }

  /** The session by which a device came in; not one of the same address that came later. */
  public Optional<Session> session(Jid device) {
    return origin(device).flatMap(Origin::session);
  }

  /** Notes a device's presence; it is the one that is shown from now on. */
  public void show(Origin origin, Presence presence) {
    devices.put(origin.address(), new Seat(origin, presence));
    shownDevice = origin.address();
  }

  /** Changes a device's presence; whether another one is shown now. */
  public boolean change(Jid device, UnaryOperator<Presence> change) {
    Seat seat = devices.get(device);
    Presence changed = change.apply(seat.presence());
    devices.put(device, new Seat(seat.origin(), changed));
    return device.equals(shownDevice) && changed != seat.presence();
  }

  /** Takes a device out; another one is shown if it was the one that was. */
  void remove(Jid device) {
    devices.remove(device);
    followers.remove(device);
    if (device.equals(shownDevice) && !devices.isEmpty()) {
      shownDevice = devices.lastEntry().getKey();
    }
  }

  /** Notes whether a device follows who belongs to the room, XEP-0463. */
  public void follow(Jid device, boolean follows) {
    if (follows) {
      followers.add(device);
    } else {
      followers.remove(device);
    }
  }

  /** Whether a device follows who belongs to the room. */
  public boolean follows(Jid device) {
    return followers.contains(device);
  }

  /** The device whose presence is shown. */
  public Jid shownDevice() {
    return shownDevice;
  }

  /** The presence that is shown. */
  public Presence shown() {
    return devices.get(shownDevice).presence();
  }

  /** Whether everybody has been shown that it is here. */
  public boolean announced() {
    return announced;
  }

  /** Notes that everybody is being shown that it is here. */
  public void announce() {
    announced = true;
  }
}
