package org.chancery.server.feature.administration;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.routing.Origin;

/**
 * A command of the administrators.
 *
 * @param action what follows the namespace of XEP-0133
 * @param name what people see
 * @param fields what is asked first; empty for nothing
 * @param work does it, with the form as filled in (without fields when nothing was asked)
 * @param isAdmin who may
 */
record AdminCommand(
    String action, String name, List<FormField> fields, Work work, Predicate<Jid> isAdmin)
    implements Command {
  static final String NAMESPACE = "http://jabber.org/protocol/admin";

  /** Does what the command is for. */
  @FunctionalInterface
  interface Work {
    Done execute(Origin admin, DataForm filled);
  }

  @Override
  public String node() {
    return NAMESPACE + "#" + action;
  }

  @Override
  public boolean isFor(Jid account) {
    return isAdmin.test(account.bare());
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
    return work.execute(
        origin, filled.orElseGet(() -> DataForm.untyped(DataForm.Type.SUBMIT).build()));
  }

  /** A form that only tells. */
  static Done telling(FormField... fields) {
    DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, NAMESPACE);
    for (FormField field : fields) {
      form.add(field);
    }
    return Done.showing(form.toElement());
  }
}
