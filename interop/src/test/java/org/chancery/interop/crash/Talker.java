package org.chancery.interop.crash;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.raw.RawClient;

/**
 * Somebody who sends messages with stream management (XEP-0198) and remembers what was sent,
 * acknowledged, refused and received. One thread sends; another, its own, reads.
 */
final class Talker implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern TAG = Pattern.compile("<(a|message)( [^>]*)>");
  private static final Pattern HANDLED = Pattern.compile(" h=\"(\\d+)\"");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");

  private final String name;
  private final String prefix;
  private final RawClient client;
  private final Thread reader;
  private final List<String> sent = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private int acknowledged;
  private boolean ended;

  private Talker(String name, String prefix, RawClient client) {
    this.name = name;
    this.prefix = prefix;
    this.client = client;
    this.reader = Thread.ofVirtual().name("reader of " + name).start(this::read);
  }

  /**
   * Logs in, becomes available, and turns stream management on.
   *
   * @param prefix of the identifiers of messages that count; others are left over from earlier runs
   */
  static Talker online(ServerUnderTest server, String name, String password, String prefix)
      throws IOException, GeneralSecurityException {
    RawClient client = RawClient.loggedIn(server, name, password);
    client.sends("<presence/>").receives("<presence");
    client.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>").receives("<enabled");
    return new Talker(name, prefix, client);
  }

  String name() {
    return name;
  }

  /** Sends a message whose identifier is its body too. */
  void say(Talker to, String id, boolean askForAcknowledgement) throws IOException {
    synchronized (this) {
      sent.add(id);
    }
    client.sends(
        "<message type='chat' id='%1$s' to='%2$s@%3$s/raw'><body>%1$s</body></message>%4$s"
            .formatted(
                id,
                to.name,
                ServerUnderTest.DOMAIN,
                askForAcknowledgement ? "<r xmlns='urn:xmpp:sm:3'/>" : ""));
  }

  private void read() {
    try {
      StringBuilder text = new StringBuilder();
      while (client.readsInto(text, BOUND)) {
        Matcher tag = TAG.matcher(text);
        int done = 0;
        while (tag.find()) {
          note(tag.group(1), tag.group(2));
          done = tag.end();
        }
        text.delete(0, done);
      }
    } catch (IOException e) {
      // The end of the connection is what the test is about.
    } finally {
      end();
    }
  }

  private synchronized void note(String element, String attributes) {
    Matcher handled = HANDLED.matcher(attributes);
    Matcher id = ID.matcher(attributes);
    if (element.equals("a") && handled.find()) {
      acknowledged = Integer.parseInt(handled.group(1));
    } else if (element.equals("message") && id.find() && id.group(1).startsWith(prefix)) {
      if (attributes.contains("type=\"error\"")) {
        refused.add(id.group(1));
      } else {
        received.add(id.group(1));
      }
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until so many messages have been received, or the connection has ended, or the bound. */
  synchronized void awaitReceived(int count) throws InterruptedException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (received.size() < count && !ended) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** The identifiers of all messages sent, in order. */
  synchronized List<String> sent() {
    return List.copyOf(sent);
  }

  /** Those sent that the server has acknowledged and has not answered with an error. */
  synchronized List<String> accepted() {
    return sent.subList(0, acknowledged).stream().filter(id -> !refused.contains(id)).toList();
  }

  /** Those sent that came back as errors. */
  synchronized Set<String> refused() {
    return Set.copyOf(refused);
  }

  /** The identifiers of all messages received, in order. */
  synchronized List<String> received() {
    return List.copyOf(received);
  }

  /** Ends the connection, if it still stands, and waits for the last of what was received. */
  @Override
  public void close() throws IOException {
    client.close();
    try {
      reader.join(BOUND);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
