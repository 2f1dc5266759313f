package org.chancery.server.feature.notice;

import java.util.Optional;
import java.util.function.Consumer;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.routing.Origin;

/**
 * Shows the notice, and acknowledges it once that is confirmed.
 *
 * @param namespace what the form is about
 * @param text the notice
 * @param acknowledge puts on record that somebody did
 */
record AcknowledgeCommand(String namespace, String text, Consumer<Origin> acknowledge)
    implements Command {

  @Override
  public String node() {
    return namespace + "#acknowledge";
  }

  @Override
  public String name() {
    return "Being on record";
  }

  @Override
  public boolean isFor(Jid account) {
    return true;
  }

  @Override
  public Optional<DataForm> form() {
    return Optional.of(
        DataForm.builder(DataForm.Type.FORM, namespace)
            .title(name())
            .add(FormField.note(text))
            .build());
  }

  @Override
  public Done execute(Origin origin, Optional<DataForm> filled) {
    acknowledge.accept(origin);
    return Done.saying(Notice.THANKS);
  }
}
