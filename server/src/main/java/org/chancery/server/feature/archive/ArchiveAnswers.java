package org.chancery.server.feature.archive;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.Element;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.protocol.payload.Forwarded;
import org.chancery.protocol.payload.PageResult;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.storage.ArchiveStore.Page;
import org.chancery.storage.ArchiveStore.Recorded;

/** What the archive of a person and that of a room answer, XEP-0313. */
public final class ArchiveAnswers {
  private static final String NAMESPACE = ArchiveQuery.NAMESPACE;

  private ArchiveAnswers() {}

  /** The form for a query, section 4.1.5, with what else this archive can be asked for. */
  public static Element form(FormField... further) {
    DataForm.Builder form =
        DataForm.builder(DataForm.Type.FORM, NAMESPACE)
            .add(FormField.address("with", "With whom", ""))
            .add(FormField.text("start", "Not before", ""))
            .add(FormField.text("end", "Not after", ""))
            .add(FormField.text("before-id", "Before the message", ""))
            .add(FormField.text("after-id", "After the message", ""))
            .add(FormField.of("list-multi", "ids", "Only these messages", List.of()));
    for (FormField field : further) {
      form.add(field);
    }
    return Element.builder("query", NAMESPACE).add(form.toElement()).build();
  }

  /** The first and the last message of an archive, section 5.3. */
  public static Element metadata(Page<?> first, Page<?> last) {
    Element.Builder metadata = Element.builder("metadata", NAMESPACE);
    first.messages().forEach(message -> metadata.add(mark("start", message)));
    last.messages().forEach(message -> metadata.add(mark("end", message)));
    return metadata.build();
  }

  private static Element mark(String name, Recorded message) {
    return Element.builder(name, NAMESPACE)
        .attribute("id", message.position().stanzaId())
        .attribute("timestamp", Timestamps.format(message.position().recordedAt()))
        .build();
  }

  /** One message of the page that a query asked for, as it is shown. */
  public static Element result(Element query, Recorded message, Element shown) {
    return Element.builder("result", NAMESPACE)
        .attribute("queryid", query.attribute("queryid"))
        .attribute("id", message.position().stanzaId())
        .add(Forwarded.element(shown, message.position().recordedAt()))
        .build();
  }

  /** What ends a page. */
  public static Element fin(Page<?> page) {
    List<String> ids = page.messages().stream().map(it -> it.position().stanzaId()).toList();
    return Element.builder("fin", NAMESPACE)
        .attribute("complete", page.complete() ? Optional.of("true") : Optional.empty())
        .add(PageResult.of(ids, OptionalLong.empty()).toElement())
        .build();
  }
}
