package org.chancery.server.feature.upload;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Presence;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.routing.Admission;
import org.chancery.server.routing.Host;
import org.chancery.server.routing.Origin;
import org.chancery.storage.AuditEntry;

/** The service as clients find it. */
final class UploadHost implements Host {
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";
  private static final String PING = "urn:xmpp:ping";

  private final Jid address;
  private final long largest;
  private final SlotRequests requests;

  UploadHost(Jid address, long largest, SlotRequests requests) {
    this.address = address;
    this.largest = largest;
    this.requests = requests;
  }

  @Override
  public String domain() {
    return address.domain();
  }

  @Override
  public String displayName() {
    return "HTTP File Upload";
  }

  @Override
  public Admission admit(Origin origin, Message message, AuditEntry.Builder entry) {
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE, "Nobody reads messages here.");
  }

  @Override
  public void presence(Origin origin, Presence presence) {
    // The service is the same for everybody who asks.
  }

  @Override
  public Optional<Iq> iq(Origin origin, Iq iq) {
    if (!iq.isRequest()) {
      return Optional.empty();
    }
    if (!iq.to().filter(address::equals).isPresent() || iq.type() != Iq.Type.GET) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    Element payload = iq.payload();
    if (payload.is("request", FileUpload.NAMESPACE)) {
      return Optional.of(requests.answer(origin, iq));
    }
    if (payload.is("query", INFO)) {
      return Optional.of(iq.result(info()));
    }
    if (payload.is("query", ITEMS)) {
      return Optional.of(iq.result(Element.of("query", ITEMS)));
    }
    if (payload.is("ping", PING)) {
      return Optional.of(iq.result());
    }
    throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
  }

  private Element info() {
    Element.Builder info = Element.builder("query", INFO);
    info.add(
        Element.builder("identity", INFO)
            .attribute("category", "store")
            .attribute("type", "file")
            .attribute("name", displayName())
            .build());
    for (String feature : List.of(INFO, ITEMS, PING, FileUpload.NAMESPACE)) {
      info.add(Element.builder("feature", INFO).attribute("var", feature).build());
    }
    FormField size = FormField.plain("max-file-size", List.of(Long.toString(largest)));
    return info.add(
            DataForm.builder(DataForm.Type.RESULT, FileUpload.NAMESPACE)
                .add(size)
                .build()
                .toElement())
        .build();
  }
}
