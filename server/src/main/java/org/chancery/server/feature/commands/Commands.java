package org.chancery.server.feature.commands;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.feature.DiscoNodes;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/** Offers commands at the server's address and leads through their forms. */
public final class Commands implements Feature, DiscoNodes {
  private static final String NAMESPACE = "http://jabber.org/protocol/commands";
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int MOST_OPEN = 10_000;

  private record Opened(Jid asker, String node) {}

  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final Cache<String, Opened> sessions =
      Caffeine.newBuilder().maximumSize(MOST_OPEN).expireAfterWrite(PATIENCE).build();
  private final Supplier<String> ids;

  /** With what is offered, in the order in which it is shown. */
  public Commands(List<Command> offered, Supplier<String> ids) {
    this.ids = ids;
    offered.forEach(command -> commands.put(command.node(), command));
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(50, "Ad-Hoc Commands", "1.3.0"), Spec.xep(133, "Service Administration", "1.3.1"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqSet(IqScope.SERVER, NAMESPACE, "command", this::command);
    hooks.discoNodes("commands", this);
    hooks.serverFeature(NAMESPACE);
  }

  // ---- what is offered ----

  @Override
  public Optional<List<Element>> info(Jid address, String node, Jid asker) {
    if (!address.isDomain()) {
      return Optional.empty();
    }
    if (node.equals(NAMESPACE)) {
      return Optional.of(described("command-list", "Commands"));
    }
    return Optional.ofNullable(commands.get(node))
        .filter(command -> command.mayUse().test(asker.bare()))
        .map(command -> described("command-node", command.name()));
  }

  private static List<Element> described(String type, String name) {
    return List.of(
        Discovery.identity("automation", type, name),
        Discovery.feature(NAMESPACE),
        Discovery.feature(DataForm.NAMESPACE));
  }

  @Override
  public Optional<List<Element>> items(Jid address, String node, Jid asker) {
    if (!address.isDomain() || !node.equals(NAMESPACE)) {
      return Optional.empty();
    }
    return Optional.of(
        commands.values().stream()
            .filter(command -> command.mayUse().test(asker.bare()))
            .map(command -> Discovery.item(address, command.node(), command.name()))
            .toList());
  }

  // ---- the dialogue ----

  private Iq command(IqRequest request) {
    Element asked = request.payload();
    String node = asked.attribute("node").orElse("");
    Command command =
        Optional.ofNullable(commands.get(node))
            .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
    if (!command.mayUse().test(request.asker())) {
      throw new StanzaException(Condition.FORBIDDEN);
    }
    Optional<String> session = asked.attribute("sessionid");
    String action = asked.attribute("action").orElse("execute");
    return switch (action) {
      case "execute", "next", "complete" ->
          session.isEmpty() ? begin(request, command) : goOn(request, command, session.get());
      case "cancel" -> cancel(request, command, session);
      case "prev" -> throw refused("bad-action");
      default -> throw refused("malformed-action");
    };
  }

  private Iq begin(IqRequest request, Command command) {
    Optional<DataForm> form = command.form();
    if (form.isEmpty()) {
      DataForm nothing = DataForm.untyped(DataForm.Type.SUBMIT).build();
      return done(request, command, ids.get(), command.work().execute(request.origin(), nothing));
    }
    String id = ids.get();
    sessions.put(id, new Opened(request.origin().address(), command.node()));
    Element.Builder answer = answer(command, id, "executing");
    answer.add(
        Element.builder("actions", NAMESPACE)
            .attribute("execute", "complete")
            .add("complete")
            .build());
    return request.iq().result(answer.add(form.get().toElement()).build());
  }

  private Iq goOn(IqRequest request, Command command, String id) {
    requireOpened(request, command, id);
    DataForm filled = DataForm.in(request.payload()).orElseThrow(() -> refused("bad-payload"));
    Command.Done done = command.work().execute(request.origin(), filled);
    sessions.invalidate(id);
    return done(request, command, id, done);
  }

  private Iq cancel(IqRequest request, Command command, Optional<String> session) {
    String id = session.orElseThrow(() -> refused("bad-sessionid"));
    requireOpened(request, command, id);
    sessions.invalidate(id);
    return request.iq().result(answer(command, id, "canceled").build());
  }

  private void requireOpened(IqRequest request, Command command, String id) {
    Opened expected = new Opened(request.origin().address(), command.node());
    if (!expected.equals(sessions.getIfPresent(id))) {
      throw refused("bad-sessionid");
    }
  }

  private static Iq done(IqRequest request, Command command, String id, Command.Done done) {
    Element.Builder answer = answer(command, id, "completed");
    if (!done.note().isEmpty()) {
      answer.add(
          Element.builder("note", NAMESPACE).attribute("type", "info").text(done.note()).build());
    }
    done.form().ifPresent(answer::add);
    return request.iq().result(answer.build());
  }

  private static Element.Builder answer(Command command, String id, String status) {
    return Element.builder("command", NAMESPACE)
        .attribute("node", command.node())
        .attribute("sessionid", id)
        .attribute("status", status);
  }

  private static StanzaException refused(String detail) {
    return new StanzaException(
        StanzaError.of(Condition.BAD_REQUEST).withApplication(Element.of(detail, NAMESPACE)));
  }
}
