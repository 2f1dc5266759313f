package org.chancery.server.feature.commands;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.routing.Origin;

/**
 * Something that can be done from a client's menu: at once, or after one form.
 *
 * @param namespace what its forms are about
 * @param action what programs know it by, below the namespace
 * @param name what people see
 * @param fields what is asked first; empty for nothing
 * @param work does it, with the form as filled in (without fields when nothing was asked)
 * @param mayUse which accounts may; it is shown to nobody else
 */
public record Command(
    String namespace,
    String action,
    String name,
    List<FormField> fields,
    Work work,
    Predicate<Jid> mayUse) {

  /** Does what a command is for. */
  @FunctionalInterface
  public interface Work {

    /**
     * Does it.
     *
     * @param origin who asks; checked already
     * @throws org.chancery.protocol.StanzaException to refuse it
     */
    Done execute(Origin origin, DataForm filled);
  }

  /** The name that programs know. */
  String node() {
    return namespace + "#" + action;
  }

  /** The form to fill in first; empty when nothing needs to be asked. */
  Optional<DataForm> form() {
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    DataForm.Builder form = DataForm.builder(DataForm.Type.FORM, namespace).title(name);
    fields.forEach(form::add);
    return Optional.of(form.build());
  }

  /**
   * What came of it.
   *
   * @param form a form or table to show; empty for none
   * @param note a sentence to show; empty for none
   */
  public record Done(Optional<Element> form, String note) {

    /** A sentence. */
    public static Done saying(String note) {
      return new Done(Optional.empty(), note);
    }

    /** A form or table. */
    public static Done showing(Element form) {
      return new Done(Optional.of(form), "");
    }
  }
}
