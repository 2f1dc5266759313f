package org.chancery.auth.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.chancery.auth.ldap.LdapServers.Host;

/** Stands before a server and, on demand, passes nothing on any more, or cuts what is open. */
final class Gate implements AutoCloseable {
  private final ServerSocket listening;
  private final Host server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean silent;
  private volatile int most = Integer.MAX_VALUE;

  Gate(Host server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        Socket behind = new Socket(server.name(), server.port());
        open.addAll(List.of(client, behind));
        Thread.ofVirtual().start(() -> pass(client, behind, new AtomicInteger()));
        Thread.ofVirtual().start(() -> pass(behind, client, answered));
      }
    } catch (IOException e) {
      cut();
    }
  }

  private void pass(Socket from, Socket to, AtomicInteger passed) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int before = passed.getAndAdd(count);
        if (!silent) {
          out.write(buffer, 0, Math.clamp(most - before, 0, count));
        }
        if (before + count > most) {
          return; // which closes both
        }
      }
    } catch (IOException expected) {
      open.remove(from);
    }
  }

  Host host() {
    return new Host("127.0.0.1", listening.getLocalPort());
  }

  /** Accepts connections but loses every byte, also of those that are open. */
  void silence(boolean lost) {
    silent = lost;
  }

  /** Breaks off each answer from now on, once so many bytes of them all have passed. */
  void breakOffAfter(int bytes) {
    answered.set(0);
    most = bytes;
  }

  /** How many bytes of answers have passed since it last began to count. */
  int answered() {
    return answered.get();
  }

  /** Closes the connections that are open, as a directory does with idle ones. */
  void cut() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException expected) {
        open.remove(socket);
      }
    }
    open.clear();
  }

  /** The connections so far. */
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
