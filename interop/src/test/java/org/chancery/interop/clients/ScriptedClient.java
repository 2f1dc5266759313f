package org.chancery.interop.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.chancery.interop.ForegroundProcess;

/** A library's client in a small script of ours, driven by lines; see {@code interop/clients}. */
final class ScriptedClient implements ChatClient {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final Path SCRIPTS = Path.of("clients").toAbsolutePath();

  private final ForegroundProcess process;

  private ScriptedClient(ForegroundProcess process) {
    this.process = process;
  }

  /** Logs in with Debian's python3-slixmpp. */
  static ScriptedClient slixmpp(Login login)
      throws IOException, InterruptedException, TimeoutException {
    return start(
        "slixmpp of " + login.localpart(),
        login,
        List.of(
            "/usr/bin/python3",
            SCRIPTS.resolve("slixmpp/chat.py").toString(),
            login.address(),
            login.place().host(),
            Integer.toString(login.port()),
            login.tls(),
            login.certificate().toString()));
  }

  /** Logs in with @xmpp/client, which {@link NodePackages} has installed. */
  static ScriptedClient xmppJs(Login login)
      throws IOException, InterruptedException, TimeoutException {
    return start(
        "@xmpp/client of " + login.localpart(),
        login,
        List.of(
            "node",
            NodePackages.installed().resolve("chat.js").toString(),
            login.address(),
            "localhost",
            Integer.toString(login.port()),
            login.tls()));
  }

  private static ScriptedClient start(String name, Login login, List<String> command)
      throws IOException, InterruptedException, TimeoutException {
    Path log = Path.of("target", name.replaceAll("[^a-z]+", "-") + ".log").toAbsolutePath();
    ForegroundProcess process =
        ForegroundProcess.start(
            name,
            SCRIPTS,
            Map.of(
                "CHAT_PASSWORD",
                login.password(),
                "NODE_EXTRA_CA_CERTS",
                login.certificate().toString(),
                "PYTHONDONTWRITEBYTECODE",
                "1"),
            log,
            command);
    try {
      process.awaitLine("online"::equals, "\"online\"", BOUND);
    } catch (TimeoutException | InterruptedException e) {
      process.close();
      throw e;
    }
    return new ScriptedClient(process);
  }

  @Override
  public void subscribe(String address) throws IOException {
    process.type("subscribe " + address + "\n");
  }

  /** Both scripts allow every request, and ask back, by themselves. */
  @Override
  public void allow(String address) {
    // Nothing left to do.
  }

  @Override
  public void awaitAvailable(String address) throws InterruptedException, TimeoutException {
    awaitExactly("available " + address);
  }

  @Override
  public void say(String address, String text) throws IOException {
    process.type("say " + address + " " + text + "\n");
  }

  @Override
  public void awaitMessage(String address, String text)
      throws InterruptedException, TimeoutException {
    awaitExactly("message " + address + " " + text);
  }

  private void awaitExactly(String line) throws InterruptedException, TimeoutException {
    process.awaitLine(line::equals, "\"" + line + "\"", BOUND);
  }

  /** Waits until the address is in the roster, in this group and no other; slixmpp only. */
  void awaitContact(String address, String group) throws InterruptedException, TimeoutException {
    awaitExactly("contact " + address + " " + group);
  }

  /** Waits until the server has ended the stream with this condition; slixmpp only. */
  void awaitEnd(String condition) throws InterruptedException, TimeoutException {
    awaitExactly("ended by " + condition);
    awaitExactly("closed");
  }

  @Override
  public void logOut() throws IOException, InterruptedException, TimeoutException {
    process.type("quit\n");
    awaitExactly("closed");
    process.exitCode(BOUND);
  }

  @Override
  public void close() {
    process.close();
  }
}
