package org.chancery.server.feature.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chancery.protocol.Element;
import org.chancery.server.testing.TestClient;
import org.chancery.storage.AuditPosition;

/** Somebody's device in a seeded run: what it does, and what it has seen of the room. */
final class RoomVisitor {
  private static final String USER = "http://jabber.org/protocol/muc#user";

  /** How a visit ended. */
  enum End {
    OPEN,
    LEFT,
    CUT_OFF
  }

  /** One stay in the room: the places in the record of what was shown, in order. */
  static final class Visit {
    final List<Long> history = new ArrayList<>();
    final List<Long> live = new ArrayList<>();
    End end = End.OPEN;

    List<Long> all() {
      List<Long> all = new ArrayList<>(history);
      all.addAll(live);
      return all;
    }
  }

  private final String name;
  private final List<Visit> visits = new ArrayList<>();
  private final Set<String> nicks = new TreeSet<>();
  private final Set<String> unanswered = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private Optional<TestClient> client = Optional.empty();
  private boolean inside;

  RoomVisitor(String name) {
    this.name = name;
  }

  /** By which the server knows it. */
  String address() {
    return name.replace("/", "@localhost/");
  }

  String person() {
    return name.substring(0, name.indexOf('/'));
  }

  boolean connected() {
    return client.isPresent();
  }

  void connects(TestClient fresh) {
    client = Optional.of(fresh);
  }

  // ---- what it does; the server's answers are looked at later ----

  void sends(String xml) {
    client.orElseThrow().sends(xml);
  }

  void says(String body) {
    unanswered.add(body);
    sends(
        "<message type='groupchat' to='%s' id='%s'><body>%s</body></message>"
            .formatted(RoomTalk.ROOM, body, body));
  }

  /** The connection breaks; what has arrived by then has been seen. */
  void isCutOff() {
    client.ifPresent(
        lost -> {
          lost.losesConnection();
          lost.takes(Integer.MAX_VALUE).forEach(this::see);
        });
    client = Optional.empty();
    unanswered.clear(); // whether they got on record is not known
    leaves(End.CUT_OFF);
  }

  // ---- what it sees ----

  /** Everything up to now. */
  void looks() {
    client.ifPresent(current -> current.elementsUntilPong().forEach(this::see));
  }

  boolean inside() {
    return inside;
  }

  Set<String> nicks() {
    return nicks;
  }

  List<Visit> visits() {
    return visits;
  }

  Set<String> unanswered() {
    return unanswered;
  }

  Set<String> refused() {
    return refused;
  }

  private void see(Element element) {
    boolean error = element.attribute("type").filter("error"::equals).isPresent();
    if (element.name().equals("presence") && !error) {
      element.child("x", USER).ifPresent(x -> presence(element, x));
    } else if (element.name().equals("message") && error) {
      refused.add(element.attribute("id").orElseThrow());
    } else if (element.childText("body").isPresent()) {
      message(element);
    }
  }

  private void presence(Element element, Element x) {
    String from = element.attribute("from").orElseThrow();
    String nick = from.substring(from.indexOf('/') + 1);
    boolean own = RoomTalk.hasStatus(element, "110");
    if (element.attribute("type").isEmpty()) {
      nicks.add(nick);
      if (own && !inside) {
        inside = true;
        visits.add(new Visit());
      }
    } else {
      nicks.remove(nick);
      if (own && !RoomTalk.hasStatus(element, "303")) {
        leaves(End.LEFT);
      }
    }
  }

  private void leaves(End how) {
    if (inside) {
      visits.getLast().end = how;
    }
    inside = false;
    nicks.clear();
  }

  private void message(Element element) {
    if (!inside) {
      throw new AssertionError(name + " is not in the room and was shown " + element);
    }
    String id =
        element
            .child("stanza-id", "urn:xmpp:sid:0")
            .flatMap(it -> it.attribute("id"))
            .orElseThrow();
    long position = AuditPosition.ofStanzaId(id).orElseThrow().value();
    Visit visit = visits.getLast();
    boolean old = element.child("delay", "urn:xmpp:delay").isPresent();
    if (!old) {
      visit.live.add(position);
    } else if (!visit.all().contains(position)) { // entering again shows history again
      if (!visit.live.isEmpty()) {
        throw new AssertionError(name + " had missed " + element);
      }
      visit.history.add(position);
    }
  }
}
