package org.chancery.interop.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.chancery.interop.ForegroundProcess;
import org.chancery.interop.TemporaryDirectory;

/**
 * Profanity in a tmux of its own. tmux runs in its control mode, in which it prints a line for each
 * change of the screen: that is what the waits here wait for, before they look at the screen.
 */
final class ProfanityClient implements ChatClient {
  private static final Duration BOUND = Duration.ofMinutes(3);

  private final TemporaryDirectory home;
  private final ForegroundProcess tmux;

  private ProfanityClient(TemporaryDirectory home, ForegroundProcess tmux) {
    this.home = home;
    this.tmux = tmux;
  }

  /** Logs in with Debian's profanity. */
  static ProfanityClient start(Login login)
      throws IOException, InterruptedException, TimeoutException {
    TemporaryDirectory home = new TemporaryDirectory("profanity");
    configure(home.path(), login);
    ForegroundProcess tmux =
        ForegroundProcess.start(
            "profanity of " + login.localpart(),
            home.path(),
            environment(home.path()),
            Path.of("target", "profanity-" + login.localpart() + ".log").toAbsolutePath(),
            List.of(
                "tmux",
                "-S",
                home.path().resolve("tmux").toString(),
                "-f",
                "/dev/null",
                "-C",
                "new-session",
                "-x",
                "200",
                "-y",
                "60",
                "profanity -a " + login.address()));
    ProfanityClient client = new ProfanityClient(home, tmux);
    try {
      tmux.awaitLine("%session-changed", BOUND);
      client.awaitScreen(
          screen -> screen.contains("logged in successfully"), "\"logged in successfully\"");
    } catch (IOException | TimeoutException | InterruptedException e) {
      client.close();
      throw e;
    }
    return client;
  }

  private static Map<String, String> environment(Path home) {
    return Map.of(
        "HOME", home.toString(),
        "XDG_CONFIG_HOME", home.resolve("config").toString(),
        "XDG_DATA_HOME", home.resolve("data").toString(),
        "TERM", "xterm-256color",
        "LC_ALL", "C.UTF-8");
  }

  private static void configure(Path home, Login login) throws IOException, InterruptedException {
    Path trusted = Files.createDirectories(home.resolve("trusted"));
    Files.copy(login.certificate(), trusted.resolve("server.pem"));
    ForegroundProcess.run(home, BOUND, "", List.of("openssl", "rehash", trusted.toString()));
    Path config = Files.createDirectories(home.resolve("config/profanity"));
    Files.writeString(
        config.resolve("profrc"),
        """
        [connection]
        tls.certpath=%s
        [ui]
        splash=false
        statuses.console=all
        statuses.chat=all
        [logging]
        maxsize=10485760
        """
            .formatted(trusted));
    Path data = Files.createDirectories(home.resolve("data/profanity"));
    Files.writeString(
        data.resolve("accounts"),
        """
        [%1$s]
        enabled=true
        jid=%1$s
        password=%2$s
        server=%3$s
        port=%4$d
        tls.policy=%5$s
        resource=profanity
        """
            .formatted(
                login.address(),
                login.password(),
                login.place().host(),
                login.port(),
                login.direct() ? "legacy" : "force"));
  }

  private void enter(String line) throws IOException, InterruptedException {
    tmux("send-keys", "-l", line);
    tmux("send-keys", "Enter");
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = List.of("tmux", "-S", home.path().resolve("tmux").toString());
    return ForegroundProcess.run(home.path(), BOUND, "", concat(command, List.of(arguments)));
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private void awaitScreen(Predicate<String> wanted, String what)
      throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      int seen = tmux.output().size();
      String screen = tmux("capture-pane", "-p", "-J");
      if (wanted.test(screen)) {
        return;
      }
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || !tmux.awaitMoreThan(seen, left)) {
        throw new TimeoutException("profanity showed no " + what + ":\n" + screen);
      }
    }
  }

  @Override
  public void subscribe(String address) throws IOException, InterruptedException {
    enter("/sub request " + address);
  }

  @Override
  public void allow(String address) throws IOException, InterruptedException, TimeoutException {
    awaitScreen(
        screen -> screen.contains("authorization request from " + address),
        "request of " + address);
    enter("/sub allow " + address);
    enter("/sub request " + address);
  }

  @Override
  public void awaitAvailable(String address)
      throws IOException, InterruptedException, TimeoutException {
    awaitScreen(screen -> screen.contains("++ " + address), address + " online");
    enter("/msg " + address);
  }

  @Override
  public void say(String address, String text) throws IOException, InterruptedException {
    enter("/msg " + address + " " + text);
  }

  @Override
  public void awaitMessage(String address, String text)
      throws IOException, InterruptedException, TimeoutException {
    awaitScreen(
        screen -> screen.lines().anyMatch(line -> line.contains(text) && !line.contains("/msg")),
        "message \"" + text + "\"");
  }

  @Override
  public void logOut() throws IOException, InterruptedException {
    enter("/quit");
    tmux.exitCode(BOUND);
  }

  /** The tmux that runs here is a client of a server in the background, which must go too. */
  @Override
  public void close() throws IOException {
    try {
      if (tmux.isAlive()) {
        tmux("kill-server");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tmux.close();
      home.close();
    }
  }
}
