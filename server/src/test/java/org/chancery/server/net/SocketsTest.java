package org.chancery.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SocketsTest {

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback);
        Sockets sockets = new Sockets(SocketsTest::noTls, 1)) {
      InetSocketAddress address = new InetSocketAddress(loopback, taken.getLocalPort());
      UncheckedIOException refused =
          assertThrows(UncheckedIOException.class, () -> sockets.listen(address, _ -> {}));
      String said = "can't listen on 127.0.0.1:" + taken.getLocalPort() + ": ";
      assertEquals(said, refused.getMessage().substring(0, said.length()));
    }
  }

  @Test
  void aListenerThatCannotAcceptSaysSoOnceAndGoesOn() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    List<Logger> loggers =
        Stream.of(Sockets.class.getName(), "io.netty.channel.DefaultChannelPipeline")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    loggers.forEach(logger -> logger.addAppender(lines));
    CountDownLatch accepted = new CountDownLatch(1);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Sockets sockets = new Sockets(SocketsTest::noTls, 1)) {
      Channel listener = sockets.listen(any, _ -> accepted.countDown());
      IOException full = new IOException("Too many open files");
      listener.eventLoop().submit(() -> listener.pipeline().fireExceptionCaught(full)).sync();
      listener.eventLoop().submit(() -> listener.pipeline().fireExceptionCaught(full)).sync();
      try (Socket client = new Socket()) {
        client.connect(listener.localAddress());
        assertTrue(accepted.await(2, TimeUnit.MINUTES));
      }
    } finally {
      loggers.forEach(logger -> logger.detachAppender(lines));
    }
    assertEquals(
        List.of("can't accept connections now: Too many open files"),
        lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }

  private static SSLContext noTls() {
    throw new AssertionError("nobody encrypts");
  }
}
