package org.chancery.server.feature.push;

import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.Message;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.push.PushConfig.Content;
import org.chancery.storage.PushStore.Registration;

/** What a push service is sent: an item for the device's node, XEP-0357 section 7. */
final class Notification {
  private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
  private static final int LONGEST_BODY = 200;

  private Notification() {}

  static Element of(Registration registration, Message message, Content content) {
    Element notification =
        Element.builder("notification", Push.NAMESPACE).add(summary(message, content)).build();
    Element item = Element.builder("item", PUBSUB).add(notification).build();
    Element publish =
        Element.builder("publish", PUBSUB).attribute("node", registration.node()).add(item).build();
    Element.Builder pubsub = Element.builder("pubsub", PUBSUB).add(publish);
    if (!registration.options().isEmpty()) {
      Element options = XmlReader.parse(registration.options());
      pubsub.add(Element.builder("publish-options", PUBSUB).add(options).build());
    }
    return pubsub.build();
  }

  private static Element summary(Message message, Content content) {
    DataForm.Builder form =
        DataForm.builder(DataForm.Type.SUBMIT, "urn:xmpp:push:summary")
            .add(FormField.plain("message-count", List.of("1")));
    if (content != Content.NONE) {
      message
          .from()
          .ifPresent(
              from -> form.add(FormField.plain("last-message-sender", List.of(from.toString()))));
    }
    if (content == Content.BODY) {
      message
          .body()
          .ifPresent(
              body -> form.add(FormField.plain("last-message-body", List.of(beginning(body)))));
    }
    return form.toElement();
  }

  private static String beginning(String body) {
    return body.codePointCount(0, body.length()) <= LONGEST_BODY
        ? body
        : body.substring(0, body.offsetByCodePoints(0, LONGEST_BODY)) + "…";
  }
}
