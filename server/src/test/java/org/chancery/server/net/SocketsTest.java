package org.chancery.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class SocketsTest {

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback);
        Sockets sockets =
            new Sockets(
                () -> {
                  throw new AssertionError("nobody connects");
                },
                1)) {
      InetSocketAddress address = new InetSocketAddress(loopback, taken.getLocalPort());
      UncheckedIOException refused =
          assertThrows(UncheckedIOException.class, () -> sockets.listen(address, _ -> {}));
      String said = "can't listen on 127.0.0.1:" + taken.getLocalPort() + ": ";
      assertEquals(said, refused.getMessage().substring(0, said.length()));
    }
  }
}
