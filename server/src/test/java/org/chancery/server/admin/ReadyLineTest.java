package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.chancery.server.Addresses;
import org.junit.jupiter.api.Test;

class ReadyLineTest {

  @Test
  void itNamesTheDomainAndWhereToConnect() {
    Addresses addresses =
        new Addresses(
            "example.org",
            List.of(address("127.0.0.1", 5222), address("::1", 5222)),
            List.of(address("127.0.0.1", 5223)),
            List.of(address("127.0.0.1", 5281)));

    assertEquals(
        "ready  domain=example.org  xmpp=127.0.0.1:5222,[0:0:0:0:0:0:0:1]:5222"
            + "  xmpps=127.0.0.1:5223  https=127.0.0.1:5281",
        ReadyLine.text(ReadyLine.of(addresses)));
  }

  @Test
  void allInterfacesAreShownAsSuchAndWhatIsOffNotAtAll() {
    Addresses addresses =
        new Addresses("a.example", List.of(address("0.0.0.0", 5222)), List.of(), List.of());

    assertEquals("ready  domain=a.example  xmpp=*:5222", ReadyLine.text(ReadyLine.of(addresses)));
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }
}
