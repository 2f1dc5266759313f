package org.chancery.server.feature.rooms.state;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.routing.Origin;

/**
 * Who is in a room now. Changed and listed by the holder of the room's lane only; {@link #of} and
 * {@link #count} may be asked by anybody.
 */
public final class Occupants {
  private static final String FOREIGN = "авекмнорстухіјѕһԁԛԝӏαβεζηικμνορτυχ";
  private static final String LATIN = "abekmhopctyxijshdqwlabezhikmnoptyx";

  /** White space, and a sign of Braille that is drawn as if it were. */
  private static final Pattern BLANK = Pattern.compile("[\\s\u2800]+");

  private final Map<String, Occupant> byFoldedNick = new LinkedHashMap<>();
  private final Map<Jid, Occupant> byDevice = new ConcurrentHashMap<>();
  private volatile int count;
  private Optional<List<String>> audience = Optional.empty();

  Occupants() {}

  /**
   * Nicknames that look alike are the same: XEP-0045 section 7.2.8 leaves that to the service. So
   * are those whose Cyrillic or Greek letters look like Latin ones.
   */
  static String folded(String nick) {
    String plain = Normalizer.normalize(nick, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder folded = new StringBuilder();
    plain.chars().map(Occupants::lookalike).forEach(letter -> folded.append((char) letter));
    return BLANK.matcher(folded).replaceAll(" ").strip();
  }

  private static int lookalike(int letter) {
    int at = FOREIGN.indexOf(letter);
    return at < 0 ? letter : LATIN.charAt(at);
  }

  /** Somebody new, without a device yet. */
  public Occupant add(Jid person, String id, String nick, Role role) {
    Occupant occupant = new Occupant(person, id, nick, role);
    byFoldedNick.put(folded(nick), occupant);
    changed();
    return occupant;
  }

  /** One more device of an occupant. */
  public void addDevice(Occupant occupant, Jid device) {
    byDevice.put(device, occupant);
    audience = Optional.empty();
  }

  /** Gives an occupant another nickname, which nobody else may have. */
  public void rename(Occupant occupant, String nick) {
    byFoldedNick.remove(folded(occupant.nick()), occupant);
    occupant.nick(nick);
    byFoldedNick.put(folded(nick), occupant);
  }

  /** Takes one device out; the occupant goes with its last one. */
  public void removeDevice(Occupant occupant, Jid device) {
    byDevice.remove(device, occupant);
    if (occupant.devices().size() > 1) {
      occupant.remove(device);
    } else {
      byFoldedNick.remove(folded(occupant.nick()), occupant);
    }
    changed();
  }

  /** Takes an occupant out with all devices. */
  public void remove(Occupant occupant) {
    occupant.devices().forEach(device -> byDevice.remove(device, occupant));
    byFoldedNick.remove(folded(occupant.nick()), occupant);
    changed();
  }

  private void changed() {
    count = byFoldedNick.size();
    audience = Optional.empty();
  }

  /** Who is here by this device. */
  public Optional<Occupant> of(Jid device) {
    return Optional.ofNullable(byDevice.get(device));
  }

  /** Who is here by this log-in; asked by the holder of the lane only. */
  public Optional<Occupant> of(Origin origin) {
    return of(origin.address()).filter(occupant -> occupant.has(origin));
  }

  /**
   * The same, for what only they may do who are here.
   *
   * @throws StanzaException {@code not-acceptable} when nobody is
   */
  public Occupant require(Origin origin) {
    return of(origin)
        .orElseThrow(
            () -> new StanzaException(Condition.NOT_ACCEPTABLE, "You are not in this room."));
  }

  /** Who has exactly this nickname. */
  public Optional<Occupant> named(String nick) {
    return like(nick).filter(occupant -> occupant.nick().equals(nick));
  }

  /**
   * The same.
   *
   * @throws StanzaException {@code item-not-found} when nobody has it
   */
  public Occupant require(String nick) {
    return named(nick)
        .orElseThrow(
            () ->
                new StanzaException(
                    Condition.ITEM_NOT_FOUND, "Nobody in the room has this nickname."));
  }

  /** Who has this nickname or one that looks like it. */
  public Optional<Occupant> like(String nick) {
    return Optional.ofNullable(byFoldedNick.get(folded(nick)));
  }

  /** A person's occupants: more than one when its devices use different nicknames. */
  public List<Occupant> ofPerson(Jid person) {
    return all().stream().filter(occupant -> occupant.person().equals(person.bare())).toList();
  }

  /** Everybody, in the order of entering. */
  public Collection<Occupant> all() {
    return Collections.unmodifiableCollection(byFoldedNick.values());
  }

  /** How many nicknames there are. */
  public int count() {
    return count;
  }

  /** The bare addresses of everybody, each once, in order. */
  public List<String> audience() {
    if (audience.isEmpty()) {
      audience =
          Optional.of(
              byFoldedNick.values().stream()
                  .map(occupant -> occupant.person().toString())
                  .distinct()
                  .sorted()
                  .toList());
    }
    return audience.get();
  }
}
