package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import org.chancery.bench.client.Stanza;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench rooms}: messages in rooms (XEP-0045). */
@Command(
    name = "rooms",
    mixinStandardHelpOptions = true,
    description =
        "Rooms: some of the occupants of each speak, and again when all have heard the last; a"
            + " delivery is a message to one occupant.")
final class RoomsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Scenario scenario = new Scenario();

  @Option(names = "--rooms", defaultValue = "5", description = "(${DEFAULT-VALUE})")
  private int rooms;

  @Option(names = "--occupants", defaultValue = "50", description = "Of each (${DEFAULT-VALUE}).")
  private int occupants;

  @Option(names = "--speakers", defaultValue = "5", description = "Of each (${DEFAULT-VALUE}).")
  private int speakers;

  @Option(
      names = "--hidden",
      description = "Only moderators' coming and going is shown, as is usual in huge rooms.")
  private boolean hidden;

  @Option(names = "--body-bytes", defaultValue = "120", description = "(${DEFAULT-VALUE})")
  private int bodyBytes;

  @Option(names = "--service", description = "The rooms' domain (rooms.DOMAIN).")
  private String service = "";

  @Override
  public Integer call() throws Exception {
    try (Connector connector = scenario.target().connector()) {
      People people = scenario.target().people();
      List<Client> clients =
          Crowd.logIn(connector, people.first(rooms * occupants), new Arrival("bench", true));
      String host = service.isEmpty() ? "rooms." + people.domain() : service;
      // A room of its own for each run: no history, and no message of an earlier one.
      String run = UUID.randomUUID().toString();
      Broadcast broadcast = new Broadcast(connector.loop(), "message");
      for (int i = 0; i < rooms; i++) {
        List<Client> inside = clients.subList(i * occupants, (i + 1) * occupants);
        String room = "bench-" + run + "-" + i + "@" + host;
        fill(connector.loop(), room, inside);
        connector.loop().submit(() -> takePart(broadcast, room, inside)).sync();
      }
      String name =
          "%d rooms of %d, %d speakers each%s"
              .formatted(rooms, occupants, speakers, hidden ? ", presence of moderators only" : "");
      int exit = scenario.run(connector, broadcast, name, spec.commandLine().getOut());
      Crowd.logOut(connector, clients);
      return exit;
    }
  }

  private void fill(EventLoop loop, String room, List<Client> inside) throws InterruptedException {
    for (int i = 0; i < inside.size(); i++) {
      String join =
          "<presence to='%s/person%d'><x xmlns='http://jabber.org/protocol/muc'>"
              + "<history maxstanzas='0'/></x></presence>";
      String joined =
          Expectation.ask(
              loop, inside.get(i), join.formatted(room, i), RoomsCommand::isOwnPresence);
      if (i == 0 && joined.contains("201")) {
        open(loop, room, inside.getFirst());
      }
    }
  }

  private static boolean isOwnPresence(Stanza stanza) {
    return stanza.named("presence")
        && (stanza.contains("code='110'") || stanza.contains("code=\"110\""));
  }

  /** Configures a new room, which unlocks it: XEP-0045 section 10.1.2. */
  private void open(EventLoop loop, String room, Client owner) throws InterruptedException {
    String fields =
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
            + "<field var='muc#roomconfig_presencebroadcast'><value>moderator</value></field>";
    String submit =
        "<iq type='set' id='open' to='%s'><query xmlns='http://jabber.org/protocol/muc#owner'>"
            + "<x xmlns='jabber:x:data' type='submit'>%s</x></query></iq>";
    Expectation.ask(
        loop,
        owner,
        submit.formatted(room, hidden ? fields : ""),
        stanza -> stanza.named("iq") && stanza.typed("result"));
  }

  private void takePart(Broadcast broadcast, String room, List<Client> inside) {
    inside.forEach(broadcast::hearer);
    String message =
        "<message type='groupchat' to='" + room + "' id='%s'><body>" + Words.of(bodyBytes);
    for (Client client : inside.subList(0, speakers)) {
      broadcast.speaker(
          stamp -> client.send(message.formatted(stamp.text()) + "</body></message>"),
          inside.size());
    }
  }
}
