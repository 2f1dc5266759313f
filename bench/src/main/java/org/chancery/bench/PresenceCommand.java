package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Account;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import org.chancery.bench.client.Stanza;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench presence}: people who change their presence among their contacts. */
@Command(
    name = "presence",
    mixinStandardHelpOptions = true,
    description =
        "Presence: groups of mutual contacts; each changes its presence again when all of its group"
            + " have the last; a delivery is a presence to one contact.")
final class PresenceCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 120;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Scenario scenario = new Scenario();

  @Option(names = "--people", defaultValue = "200", description = "(${DEFAULT-VALUE})")
  private int people;

  @Option(names = "--group", defaultValue = "20", description = "(${DEFAULT-VALUE})")
  private int group;

  @Override
  public Integer call() throws Exception {
    try (Connector connector = scenario.target().connector()) {
      List<Account> accounts = scenario.target().people().first(people);
      List<Client> clients = Crowd.logIn(connector, accounts, new Arrival("bench", true));
      Broadcast broadcast = new Broadcast(connector.loop(), "presence");
      for (int first = 0; first + group <= people; first += group) {
        List<Client> members = clients.subList(first, first + group);
        List<Account> contacts = accounts.subList(first, first + group);
        befriend(connector.loop(), members, contacts);
        connector.loop().submit(() -> takePart(broadcast, members)).sync();
      }
      String name = "presence, " + people + " people in groups of " + group;
      int exit = scenario.run(connector, broadcast, name, spec.commandLine().getOut());
      Crowd.logOut(connector, clients);
      return exit;
    }
  }

  /** Makes all of a group each other's contacts, and waits until the server says that they are. */
  private static void befriend(EventLoop loop, List<Client> members, List<Account> contacts)
      throws InterruptedException {
    loop.submit(() -> members.forEach(PresenceCommand::approveAll)).sync();
    loop.execute(() -> subscribeEach(members, contacts));
    for (int waited = 0; !allFriends(loop, members); waited++) {
      if (waited == PATIENCE_SECONDS) {
        throw new IllegalStateException(
            "the subscriptions were not there after " + PATIENCE_SECONDS + " s");
      }
      loop.schedule(() -> {}, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static void approveAll(Client member) {
    member.receiver(
        stanza -> {
          if (stanza.named("presence") && stanza.typed("subscribe")) {
            approve(member, stanza);
          }
        });
  }

  private static void approve(Client member, Stanza request) {
    String from = request.attribute("from").orElse("");
    member.send("<presence type='subscribed' to='" + from + "'/>");
  }

  private static void subscribeEach(List<Client> members, List<Account> contacts) {
    for (int i = 0; i < members.size(); i++) {
      for (int j = 0; j < contacts.size(); j++) {
        if (i != j) {
          members
              .get(i)
              .send("<presence type='subscribe' to='" + contacts.get(j).address() + "'/>");
        }
      }
    }
  }

  private static boolean allFriends(EventLoop loop, List<Client> members)
      throws InterruptedException {
    for (Client member : members) {
      String roster =
          Expectation.ask(
              loop,
              member,
              "<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>",
              stanza -> stanza.named("iq") && stanza.typed("result"));
      if (roster.split("subscription=.both.", -1).length - 1 < members.size() - 1) {
        return false;
      }
    }
    return true;
  }

  private static void takePart(Broadcast broadcast, List<Client> members) {
    for (Client member : members) {
      broadcast.hearer(member);
      // One's own resource hears it too.
      broadcast.speaker(
          stamp ->
              member.send(
                  "<presence id='"
                      + stamp.text()
                      + "'><show>away</show><status>out</status></presence>"),
          members.size());
    }
  }
}
