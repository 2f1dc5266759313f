package org.chancery.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void onlyThisMachineMayBeLoaded() {
    assertEquals("localhost", endpoint("127.0.0.9").domain());
    assertEquals("localhost", endpoint("::1").domain());
    assertThrows(IllegalArgumentException.class, () -> endpoint("192.0.2.1"));
    assertThrows(IllegalArgumentException.class, () -> endpoint("0.0.0.0"));
  }

  private static Endpoint endpoint(String host) {
    return new Endpoint(new InetSocketAddress(host, 5222), "localhost", false, Mechanism.PLAIN);
  }
}
