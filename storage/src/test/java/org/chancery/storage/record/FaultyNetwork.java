package org.chancery.storage.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stands between the server and its database, and breaks at the moment that a test chooses. */
final class FaultyNetwork implements AutoCloseable {
  /** What happens to traffic. */
  enum Mode {
    PASS,
    /** New connections are closed at once. */
    REFUSE,
    /** Connections break when COMMIT comes by, before the database sees it. */
    CUT_BEFORE_COMMIT,
    /** Connections break when the database has answered COMMIT, before the answer comes through. */
    CUT_AFTER_COMMIT,
    /** Nothing comes through from the database, and nothing breaks. */
    SILENCE
  }

  /** The message CopyDone, which commits rows that are sent alone. */
  private static final String END_OF_ROWS = "c\0\0\0\4";

  private static final int BUFFER = 65_536;

  private final ServerSocket listener;
  private final int databasePort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile boolean commitSeen;
  private volatile CountDownLatch noise = new CountDownLatch(0);

  FaultyNetwork(int databasePort) throws IOException {
    this.databasePort = databasePort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void mode(Mode next) {
    commitSeen = false;
    CountDownLatch before = noise;
    noise = new CountDownLatch(next == Mode.SILENCE ? 1 : 0);
    mode = next;
    before.countDown();
  }

  /** Breaks what is connected now. */
  void cut() {
    sockets.forEach(FaultyNetwork::close);
    sockets.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        if (mode == Mode.REFUSE) {
          client.close();
        } else {
          Socket server = new Socket(InetAddress.getLoopbackAddress(), databasePort);
          sockets.add(server);
          Thread.ofVirtual().start(() -> pump(client, server, true));
          Thread.ofVirtual().start(() -> pump(server, client, false));
        }
      } catch (IOException e) {
        cut();
      }
    }
  }

  private void pump(Socket from, Socket to, boolean toDatabase) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (toDatabase && breaksAt(new String(buffer, 0, count, StandardCharsets.ISO_8859_1))) {
          return;
        }
        if (!toDatabase) {
          noise.await();
          if (mode == Mode.CUT_AFTER_COMMIT && commitSeen) {
            return;
          }
        }
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      // One side closed the connection; the other follows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean breaksAt(String sent) {
    boolean commit = sent.contains("COMMIT") || sent.contains(END_OF_ROWS);
    commitSeen |= commit;
    return commit && mode == Mode.CUT_BEFORE_COMMIT;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    mode(Mode.PASS);
    cut();
  }
}
