package org.chancery.server.feature.push;

import java.util.Map;
import java.util.Optional;
import org.chancery.auth.Eventually;
import org.chancery.server.testing.TestClient;
import org.chancery.server.testing.TestServer;
import org.chancery.storage.AuditKind;

/** A server that may push, and what devices and people do with it. */
final class PushDevices {
  private PushDevices() {}

  static TestServer server(String content) {
    return new TestServer(
        Map.of(
            "chancery.push.services", "[\"eve@localhost\", \"pubsub.localhost\"]",
            "chancery.push.content", content,
            "chancery.push.unacknowledged-after", "1s"));
  }

  static void enables(TestClient device, String service, String node) {
    device.sends(
        """
        <iq type='set' id='e'>
          <enable xmlns='urn:xmpp:push:0' jid='%s' node='%s'>
            <x xmlns='jabber:x:data' type='submit'>
              <field var='FORM_TYPE'>
                <value>http://jabber.org/protocol/pubsub#publish-options</value>
              </field>
              <field var='secret'><value>s3cret</value></field>
            </x>
          </enable>
        </iq>
        """
            .formatted(service, node));
    device.receives("<iq type='result' id='e'/>");
  }

  static void says(TestClient sender, String to, String body) {
    sender
        .sends("<message type='chat' to='%s'><body>%s</body></message>".formatted(to, body))
        .settles();
  }

  static void isRegisteredAndGone(TestServer server, String device) {
    try (TestClient phone = server.online(device)) {
      enables(phone, PushSink.ADDRESS, "n-1");
      phone.logsOut();
      Eventually.holds( // so that what the record is told next is not this
          "that the device is gone is on record",
          () ->
              server.record().entries().stream()
                  .filter(entry -> entry.kind() == AuditKind.LOGOUT)
                  .anyMatch(entry -> entry.from().equals(Optional.of(phone.address()))));
    }
  }
}
