package org.chancery.server.feature.devices;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.routing.Origin;

/**
 * A command that people use on what is theirs.
 *
 * @param action what follows the namespace
 * @param name what people see
 * @param fields what is asked first; empty for nothing
 * @param work does it, with the form as filled in
 * @param mayUse who is offered it
 */
record OwnCommand(
    String action,
    String name,
    List<FormField> fields,
    BiFunction<Origin, DataForm, Command.Done> work,
    Predicate<Jid> mayUse)
    implements Command {
  static final String NAMESPACE = "urn:chancery:device-passwords";

  @Override
  public String node() {
    return NAMESPACE + "#" + action;
  }

  @Override
  public boolean isFor(Jid account) {
    return mayUse.test(account);
  }

  @Override
  public Optional<DataForm> form() {
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    DataForm.Builder form = DataForm.builder(DataForm.Type.FORM, NAMESPACE).title(name);
    fields.forEach(form::add);
    return Optional.of(form.build());
  }

  @Override
  public Done execute(Origin origin, Optional<DataForm> filled) {
    return work.apply(
        origin, filled.orElseGet(() -> DataForm.untyped(DataForm.Type.SUBMIT).build()));
  }
}
