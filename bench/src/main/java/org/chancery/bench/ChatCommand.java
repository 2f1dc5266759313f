package org.chancery.bench;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench chat}: one-to-one messages in pairs. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = "One-to-one chat: pairs with some messages in flight each, or an offered rate.")
final class ChatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Scenario scenario = new Scenario();

  @Option(names = "--pairs", defaultValue = "200", description = "(${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--in-flight",
      defaultValue = "4",
      description = "Closed loop: messages under way in each pair (${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--rate",
      description = "Open loop instead: so many messages a second over all pairs.")
  private Optional<Double> rate = Optional.empty();

  @Option(names = "--body-bytes", defaultValue = "120", description = "(${DEFAULT-VALUE})")
  private int bodyBytes;

  @Override
  public Integer call() throws Exception {
    try (Connector connector = scenario.target().connector()) {
      People people = scenario.target().people();
      List<Client> clients =
          Crowd.logIn(connector, people.first(2 * pairs), new Arrival("bench", true));
      Chat chat = chat(connector.loop());
      connector.loop().submit(() -> join(chat, people, clients)).sync();
      int exit = scenario.run(connector, chat, name(), spec.commandLine().getOut());
      Crowd.logOut(connector, clients);
      return exit;
    }
  }

  private Chat chat(EventLoop loop) {
    return rate.map(offered -> Chat.openLoop(loop, offered))
        .orElseGet(() -> Chat.closedLoop(loop, inFlight));
  }

  private void join(Chat chat, People people, List<Client> clients) {
    for (int i = 0; i < clients.size(); i += 2) {
      Client sender = clients.get(i);
      // Accounts count from 1, so that this is the address of the client after the sender.
      Pair pair = new Pair(sender, people.account(i + 2).address(), bodyBytes);
      chat.join(pair, sender, clients.get(i + 1));
    }
  }

  private String name() {
    return rate.map(offered -> String.format(Locale.ROOT, "chat, %d pairs, %.0f/s", pairs, offered))
        .orElse("chat, " + pairs + " pairs, " + inFlight + " in flight");
  }
}
