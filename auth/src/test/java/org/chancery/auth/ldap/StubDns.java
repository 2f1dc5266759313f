package org.chancery.auth.ldap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that knows SRV records and nothing else (RFC 1035, RFC 2782). */
public final class StubDns implements AutoCloseable {
  private static final int SRV = 33;
  private static final int HEADER = 12;

  /** One record. */
  public record Service(int priority, int weight, int port, String target) {}

  private final Map<String, List<Service>> records = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final DatagramSocket socket;

  /** Answers from now on. */
  public StubDns() {
    try {
      socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  /** How a client is told to ask it. */
  public String url() {
    return "dns://127.0.0.1:" + socket.getLocalPort();
  }

  /** Knows these services from now on by a name that ends with a dot. */
  public void publish(String name, Service... services) {
    records.put(name, List.of(services));
  }

  int asked() {
    return asked.get();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        asked.incrementAndGet();
        byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      socket.close();
    }
  }

  private byte[] answer(byte[] query) {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    for (; query[at] != 0; at += query[at] + 1) {
      name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII)).append('.');
    }
    byte[] question = Arrays.copyOfRange(query, HEADER, at + 5);
    List<Service> found = records.getOrDefault(name.toString(), List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    short flags = (short) (found.isEmpty() ? 0x8583 : 0x8580);
    out.writeBytes(
        ByteBuffer.allocate(HEADER)
            .put(query, 0, 2)
            .putShort(flags)
            .putShort((short) 1)
            .putShort((short) found.size())
            .putInt(0)
            .array());
    out.writeBytes(question);
    found.forEach(service -> out.writeBytes(record(service)));
    return out.toByteArray();
  }

  private static byte[] record(Service service) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    for (String label : service.target().split("\\.")) {
      target.write(label.length());
      target.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    target.write(0);
    return ByteBuffer.allocate(18 + target.size())
        .putShort((short) 0xc00c)
        .putShort((short) SRV)
        .putShort((short) 1)
        .putInt(60)
        .putShort((short) (6 + target.size()))
        .putShort((short) service.priority())
        .putShort((short) service.weight())
        .putShort((short) service.port())
        .put(target.toByteArray())
        .array();
  }

  @Override
  public void close() {
    socket.close();
  }
}
