package org.chancery.server.feature.push;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;

/**
 * The reference push service of the tests: a program that is logged in with an account, is sent
 * what is published for devices, and answers.
 */
final class PushSink implements AutoCloseable {
  /** Where devices find it. */
  static final String ADDRESS = "eve@localhost/push";

  private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

  private final TestClient client;

  private PushSink(TestClient client) {
    this.client = client;
  }

  static PushSink on(TestServer server) {
    return new PushSink(server.connects("eve/push"));
  }

  /** What was published for a device. */
  record Received(String iq, String node, DataForm summary, Optional<DataForm> options) {
    Optional<String> sender() {
      return summary.value("last-message-sender");
    }

    Optional<String> body() {
      return summary.value("last-message-body");
    }
  }

  /** Waits for the next notification and takes it. */
  Received receives() {
    Received received = next();
    client.sends("<iq type='result' id='%s' to='localhost'/>".formatted(received.iq()));
    return received;
  }

  /** Waits for the next notification and answers that there is no such device. */
  void doesNotKnowTheDevice() {
    client
        .sends(
            """
            <iq type='error' id='%s' to='localhost'><error type='cancel'>
              <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
            """
                .formatted(next().iq()))
        .settles();
  }

  private Received next() {
    Element iq = client.receives("<iq type='set' from='localhost'/>");
    Element pubsub = iq.child("pubsub", PUBSUB).orElseThrow();
    Element publish = pubsub.child("publish", PUBSUB).orElseThrow();
    Element notification =
        publish
            .child("item", PUBSUB)
            .orElseThrow()
            .child("notification", Push.NAMESPACE)
            .orElseThrow();
    return new Received(
        iq.attribute("id").orElseThrow(),
        publish.attribute("node").orElseThrow(),
        DataForm.in(notification).orElseThrow(),
        pubsub.child("publish-options", PUBSUB).flatMap(DataForm::in));
  }

  @Override
  public void close() {
    client.close();
  }
}
