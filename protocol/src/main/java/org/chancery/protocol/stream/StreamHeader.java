package org.chancery.protocol.stream;

import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.XmlWriter;

/**
 * The opening tag of a stream, RFC 6120 section 4.7. Immutable. Addresses are as sent, not yet
 * checked.
 *
 * @param to whom the sender wants to talk to
 * @param from who the sender says it is
 * @param id the stream's id, set by the server only
 * @param version the XMPP version; empty means 0.9, before RFC 3920
 * @param lang the default language of the stream's stanzas ({@code xml:lang})
 * @param contentNamespace the default namespace of the stream, such as {@code jabber:client}; empty
 *     when the sender declared none. The decoder accepts any; whoever serves the stream refuses an
 *     unexpected one with {@code invalid-namespace}, RFC 6120 section 4.8.2.
 */
public record StreamHeader(
    Optional<String> to,
    Optional<String> from,
    Optional<String> id,
    Optional<String> version,
    Optional<String> lang,
    String contentNamespace) {

  /** Refuses {@code null}. */
  public StreamHeader {
    Objects.requireNonNull(to);
    Objects.requireNonNull(from);
    Objects.requireNonNull(id);
    Objects.requireNonNull(version);
    Objects.requireNonNull(lang);
    Objects.requireNonNull(contentNamespace);
  }

  /**
   * The answer of a server to a client.
   *
   * @param id the stream's id
   * @param from the domain that answers; empty when the client asked for none of ours
   */
  public static StreamHeader response(String id, Optional<String> from) {
    return new StreamHeader(
        Optional.empty(),
        from,
        Optional.of(id),
        Optional.of("1.0"),
        Optional.of("en"),
        Namespaces.CLIENT);
  }

  /**
   * The XML declaration and the opening tag, as they go on the wire.
   *
   * @throws IllegalArgumentException when a value holds characters that XML forbids
   */
  public String toXml() {
    StringBuilder out = new StringBuilder(256).append("<?xml version='1.0'?><stream:stream");
    if (!contentNamespace.isEmpty()) {
      attribute(out, "xmlns", contentNamespace);
    }
    attribute(out, "xmlns:stream", Namespaces.STREAM);
    from.ifPresent(value -> attribute(out, "from", value));
    to.ifPresent(value -> attribute(out, "to", value));
    id.ifPresent(value -> attribute(out, "id", value));
    version.ifPresent(value -> attribute(out, "version", value));
    lang.ifPresent(value -> attribute(out, "xml:lang", value));
    return out.append('>').toString();
  }

  /**
   * Reads the opening tag at which a parser stands.
   *
   * @throws StreamException {@code invalid-namespace} or {@code bad-format} when it is not a
   *     stream's
   */
  static StreamHeader read(XMLStreamReader reader) {
    if (!Namespaces.STREAM.equals(reader.getNamespaceURI())) {
      throw new StreamException(Condition.INVALID_NAMESPACE, "");
    }
    if (!reader.getLocalName().equals("stream")) {
      throw new StreamException(Condition.BAD_FORMAT, "");
    }
    String content = reader.getNamespaceURI("");
    return new StreamHeader(
        plain(reader, "to"),
        plain(reader, "from"),
        plain(reader, "id"),
        plain(reader, "version"),
        Optional.ofNullable(reader.getAttributeValue(Namespaces.XML, "lang")),
        content == null || content.equals(Namespaces.STREAM) ? "" : content);
  }

  private static Optional<String> plain(XMLStreamReader reader, String name) {
    return Optional.ofNullable(reader.getAttributeValue("", name));
  }

  private static void attribute(StringBuilder out, String name, String value) {
    out.append(' ').append(name).append("='");
    XmlWriter.escapeAttribute(out, value);
    out.append('\'');
  }
}
