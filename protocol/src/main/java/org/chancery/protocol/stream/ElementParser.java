package org.chancery.protocol.stream;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.chancery.protocol.Element;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.chancery.protocol.XmlChars;

/**
 * The XML parser behind {@link MarkupScanner}: well-formedness, namespaces, and the tree. It begins
 * either with a stream's own opening tag or with a {@link Prologue} that repeats it, so that a new
 * parser can go on in the middle of a stream. Not thread-safe.
 */
final class ElementParser {
  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml\\s[^<]*?\\sencoding\\s*=\\s*[\"']([^\"']*)");

  private final AsyncXMLStreamReader<AsyncByteArrayFeeder> reader = XmlParsers.create();
  private final ElementBuilder builder = new ElementBuilder();
  private Optional<StreamHeader> header = Optional.empty();
  private Optional<Prologue> prologue;
  private boolean opened;
  private boolean closed;
  private int fed;

  private ElementParser(Optional<Prologue> prologue) {
    this.prologue = prologue;
  }

  /** A parser that waits for the opening tag. */
  static ElementParser beforeStream() {
    return new ElementParser(Optional.empty());
  }

  /** A parser that waits for the next stanza of a stream with this opening tag. */
  static ElementParser insideStream(Prologue prologue) {
    ElementParser parser = new ElementParser(Optional.of(prologue));
    byte[] tag = prologue.bytes();
    parser.feed(tag, 0, tag.length);
    return parser;
  }

  /**
   * Parses the next bytes. They reach at most to the end of one stanza.
   *
   * @throws StreamException when they are not well-formed or hold what streams may not
   */
  void feed(byte[] bytes, int from, int to) {
    if (fed == 0 && prologue.isEmpty()) {
      checkEncoding(bytes, from, to);
    }
    fed += to - from;
    try {
      reader.getInputFeeder().feedInput(bytes, from, to - from);
      for (int event = reader.next();
          event != AsyncXMLStreamReader.EVENT_INCOMPLETE;
          event = reader.next()) {
        handle(event);
      }
    } catch (StreamException e) {
      throw e;
    } catch (XMLStreamException | RuntimeException e) {
      // Aalto throws bare RuntimeExceptions for some ill-formed input; a fault of one peer stays
      // with that peer.
      throw new StreamException(Condition.NOT_WELL_FORMED, "");
    }
  }

  /** How many bytes this parser has read. */
  int fed() {
    return fed;
  }

  /** The stream's opening tag, if it came through {@link #feed}. */
  Optional<StreamHeader> header() {
    return header;
  }

  /** What a later parser needs to go on in this stream; empty before the opening tag. */
  Optional<Prologue> prologue() {
    return prologue;
  }

  /** Whether the stream's closing tag was read. */
  boolean closed() {
    return closed;
  }

  /** Takes the element that is complete, if one is. */
  Optional<Element> takeElement() {
    return builder.takeFinished();
  }

  private void handle(int event) {
    switch (event) {
      case XMLStreamConstants.START_DOCUMENT -> checkVersion();
      case XMLStreamConstants.START_ELEMENT -> start();
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(reader.getText());
      case XMLStreamConstants.SPACE -> {}
      default -> throw new StreamException(Condition.RESTRICTED_XML, "");
    }
  }

  /** Aalto would decode some other encodings, and call the rest ill-formed. */
  private static void checkEncoding(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '>') {
      end++;
    }
    String beginning = new String(bytes, from, end - from, StandardCharsets.US_ASCII);
    Matcher encoding = ENCODING.matcher(beginning);
    if (encoding.lookingAt() && !encoding.group(1).equalsIgnoreCase("UTF-8")) {
      throw new StreamException(Condition.UNSUPPORTED_ENCODING, "Only UTF-8 is supported.");
    }
  }

  private void checkVersion() {
    String version = reader.getVersion();
    if (version != null && !version.equals("1.0")) {
      throw new StreamException(Condition.NOT_WELL_FORMED, "Only XML 1.0 is supported.");
    }
  }

  private void start() {
    checkNames();
    if (opened) {
      builder.start(reader);
      return;
    }
    opened = true;
    if (prologue.isEmpty()) {
      header = Optional.of(StreamHeader.read(reader));
      prologue = Optional.of(Prologue.of(reader));
    }
  }

  /** Namespaces in XML 1.0 forbids {@code xmlns:p=''} and {@code p:1='x'}; Aalto lets both pass. */
  private void checkNames() {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (!XmlChars.isName(reader.getAttributeLocalName(i))) {
        throw new StreamException(Condition.NOT_WELL_FORMED, "");
      }
    }
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String prefix = reader.getNamespacePrefix(i);
      String uri = reader.getNamespaceURI(i);
      boolean prefixed = prefix != null && !prefix.isEmpty();
      if (prefixed && (uri == null || uri.isEmpty() || !XmlChars.isName(prefix))) {
        throw new StreamException(Condition.NOT_WELL_FORMED, "");
      }
    }
  }

  private void end() {
    if (builder.isOpen()) {
      builder.end();
    } else {
      closed = true;
    }
  }

  private void text(String characters) {
    if (!builder.isOpen()) {
      throw new StreamException(Condition.BAD_FORMAT, "");
    }
    builder.text(characters);
  }
}
