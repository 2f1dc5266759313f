package org.chancery.server.testing;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.chancery.auth.sasl.Channel;
import org.chancery.auth.sasl.ChannelBinding;
import org.chancery.protocol.Element;
import org.chancery.protocol.StreamError;
import org.chancery.protocol.stream.StreamHeader;
import org.chancery.protocol.stream.StreamLimits;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.net.Connection;
import org.chancery.server.net.Inbox;
import org.chancery.server.net.StreamEvent;

/** A connection without a socket: what the server writes is parsed and can be taken by the test. */
final class MemoryConnection implements Connection {
  private final String id;
  private final Inbox inbox = new Inbox();
  private final BlockingQueue<Element> written = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore rested = new Semaphore(0);
  private volatile boolean broken;

  MemoryConnection(String id) {
    this.id = id;
  }

  // ---- the client's side ----

  void sends(String xml) {
    inbox.add(new StreamEvent.Received(XmlReader.parse(xml)));
  }

  void opens(String domain) {
    inbox.add(
        new StreamEvent.Opened(
            new StreamHeader(
                Optional.of(domain),
                Optional.empty(),
                Optional.empty(),
                Optional.of("1.0"),
                Optional.empty(),
                "jabber:client")));
  }

  void closesStream() {
    inbox.add(new StreamEvent.Closed());
  }

  /** The network goes: nothing that is written from here on arrives. */
  void breaks() {
    broken = true;
    inbox.add(new StreamEvent.Disconnected());
  }

  /** Nothing comes from the client; true when the stream then let its thread end. */
  boolean fallsQuiet(long timeout, TimeUnit unit) throws InterruptedException {
    inbox.add(new StreamEvent.Quiet());
    return rested.tryAcquire(timeout, unit);
  }

  Optional<Element> next(long timeout, TimeUnit unit) throws InterruptedException {
    return Optional.ofNullable(written.poll(timeout, unit));
  }

  boolean awaitClosed(long timeout, TimeUnit unit) throws InterruptedException {
    return closed.await(timeout, unit);
  }

  // ---- the server's side ----

  @Override
  public String id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1:1";
  }

  @Override
  public InetAddress source() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public boolean encrypted() {
    return true;
  }

  @Override
  public boolean canStartTls() {
    return false;
  }

  @Override
  public String encryption() {
    return "TLSv1.3 in memory";
  }

  @Override
  public Channel channel() {
    return Channel.encrypted(ChannelBinding.none());
  }

  @Override
  public StreamEvent take() throws InterruptedException {
    return inbox.take();
  }

  @Override
  public boolean rest(Runnable resume) {
    boolean rests = inbox.rest(resume);
    if (rests) {
      rested.release();
    }
    return rests;
  }

  @Override
  public void signal(StreamEvent event) {
    inbox.add(event);
  }

  @Override
  public void open(StreamHeader header) {}

  @Override
  public void write(String xml) {
    if (!broken && closed.getCount() > 0) {
      written.add(XmlReader.parse(xml));
    }
  }

  @Override
  public void startTls(String proceed) {
    throw new IllegalStateException("there is TLS already");
  }

  @Override
  public void restart(String reply, StreamLimits limits) {
    write(reply);
  }

  @Override
  public void established() {}

  @Override
  public void close(Optional<StreamError> error) {
    error.ifPresent(
        it ->
            write(
                it.toElement()
                    .toXml()
                    .replace(
                        "<stream:error",
                        "<stream:error xmlns:stream='http://etherx.jabber.org/streams'")));
    closed.countDown();
  }

  @Override
  public void abort() {
    broken = true;
    closed.countDown();
  }

  @Override
  public void abortUnlessClosing() {
    if (closed.getCount() > 0) {
      abort();
    }
  }
}
