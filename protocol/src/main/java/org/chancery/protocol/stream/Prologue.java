package org.chancery.protocol.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.xml.stream.XMLStreamReader;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.XmlWriter;

/**
 * The opening tag of a stream without its attributes: the prefixes it declares, which every stanza
 * may use. A decoder keeps these few bytes between stanzas instead of a parser. Immutable.
 */
final class Prologue {

  /** The one that nearly every client sends; shared by all of them. */
  static final Prologue USUAL =
      new Prologue(
          "<stream:stream xmlns='"
              + Namespaces.CLIENT
              + "' xmlns:stream='"
              + Namespaces.STREAM
              + "'>");

  private final byte[] bytes;

  private Prologue(String tag) {
    this.bytes = tag.getBytes(StandardCharsets.UTF_8);
  }

  /** That of the opening tag at which a parser stands. */
  static Prologue of(XMLStreamReader reader) {
    StringBuilder tag = new StringBuilder(128).append('<');
    if (!reader.getPrefix().isEmpty()) {
      tag.append(reader.getPrefix()).append(':');
    }
    tag.append(reader.getLocalName());
    declare(tag, "xmlns", reader.getNamespaceURI(""));
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String prefix = reader.getNamespacePrefix(i);
      if (prefix != null && !prefix.isEmpty()) {
        declare(tag, "xmlns:" + prefix, reader.getNamespaceURI(i));
      }
    }
    Prologue prologue = new Prologue(tag.append('>').toString());
    return Arrays.equals(prologue.bytes, USUAL.bytes) ? USUAL : prologue;
  }

  /** The tag; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  private static void declare(StringBuilder tag, String name, String uri) {
    if (uri != null && !uri.isEmpty()) {
      tag.append(' ').append(name).append("='");
      XmlWriter.escapeAttribute(tag, uri);
      tag.append('\'');
    }
  }
}
