package org.chancery.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;
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
  @Mixin private Target target = new Target();
  @Mixin private Duration duration = new Duration();

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

  @Option(
      names = "--drain",
      defaultValue = "20",
      description = "Seconds to wait at the end for what is under way (${DEFAULT-VALUE}).")
  private int drain;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Processes processes = target.processes();
    try (Connector connector = target.connector()) {
      List<Client> clients =
          Crowd.logIn(connector, target.people().first(2 * pairs), new Arrival("bench", true));
      List<Pair> made = new ArrayList<>();
      Chat chat = new Chat(connector.loop(), made);
      connector.loop().submit(() -> join(chat, made, clients)).sync();
      connector.loop().execute(() -> start(chat));
      Window window = duration.measure(connector.loop(), chat, processes);
      connector.loop().submit(chat::stop).get().await(drain, TimeUnit.SECONDS);
      Report report = target.report(name());
      connector
          .loop()
          .submit(
              () -> {
                window.reportPerMessage(report, processes, chat.received());
                chat.report(report);
              })
          .sync();
      target.publish(report, out);
      Crowd.logOut(connector, clients);
      return chat.flawless() ? 0 : 1;
    }
  }

  private void join(Chat chat, List<Pair> made, List<Client> clients) {
    for (int i = 0; i < pairs; i++) {
      Client sender = clients.get(2 * i);
      Pair pair = new Pair(sender, target.people().account(2 * i + 2).address(), bodyBytes);
      chat.join(pair, sender, clients.get(2 * i + 1));
      made.add(pair);
    }
  }

  private void start(Chat chat) {
    rate.ifPresentOrElse(chat::startOpen, () -> chat.startClosed(inFlight));
  }

  private String name() {
    return rate.map(offered -> String.format(Locale.ROOT, "chat, %d pairs, %.0f/s", pairs, offered))
        .orElse("chat, " + pairs + " pairs, " + inFlight + " in flight");
  }
}
