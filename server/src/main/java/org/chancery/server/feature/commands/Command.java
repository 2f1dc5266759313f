package org.chancery.server.feature.commands;

import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.payload.DataForm;
import org.chancery.server.routing.Origin;

/** Something that can be done from a client's menu: at once, or after one form. */
public interface Command {

  /** The name that programs know. */
  String node();

  /** The name that people see. */
  String name();

  /** Whether somebody may do it; it is shown to nobody else. */
  boolean isFor(Jid account);

  /** The form to fill in first; empty when nothing needs to be asked. */
  Optional<DataForm> form();

  /**
   * Does it.
   *
   * @param origin who asks; checked already
   * @param filled the form as filled in; empty when none was asked for
   * @throws org.chancery.protocol.StanzaException to refuse it
   */
  Done execute(Origin origin, Optional<DataForm> filled);

  /**
   * What came of it.
   *
   * @param form a form or table to show; empty for none
   * @param note a sentence to show; empty for none
   */
  record Done(Optional<Element> form, String note) {

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
