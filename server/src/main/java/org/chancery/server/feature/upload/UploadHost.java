package org.chancery.server.feature.upload;

import java.util.List;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.Discovery;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.ServiceHost;
import org.chancery.server.routing.Origin;

/** The service as clients find it. */
final class UploadHost extends ServiceHost {
  private final SlotRequests requests;

  UploadHost(Jid address, long largest, SlotRequests requests) {
    super(
        address,
        Discovery.identity("store", "file", "HTTP File Upload"),
        List.of(
            Discovery.feature(FileUpload.NAMESPACE),
            DataForm.builder(DataForm.Type.RESULT, FileUpload.NAMESPACE)
                .add(FormField.plain("max-file-size", List.of(Long.toString(largest))))
                .build()
                .toElement()));
    this.requests = requests;
  }

  @Override
  protected Iq answer(Origin origin, Iq iq) {
    if (iq.type() != Iq.Type.GET || !iq.payload().is("request", FileUpload.NAMESPACE)) {
      throw new StanzaException(Condition.SERVICE_UNAVAILABLE);
    }
    return requests.answer(origin, iq);
  }
}
