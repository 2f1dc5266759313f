package org.chancery.protocol.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.chancery.protocol.Element;

/** A handler that writes down what it is told. */
class Recording implements StreamDecoder.Handler {
  static final String HEADER =
      "<?xml version='1.0'?><stream:stream to='example.com' version='1.0' xml:lang='en'"
          + " xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

  final List<StreamHeader> headers = new ArrayList<>();
  final List<Element> elements = new ArrayList<>();
  final List<String> events = new ArrayList<>();

  @Override
  public void opened(StreamHeader header) {
    headers.add(header);
    events.add("opened");
  }

  @Override
  public void element(Element element) {
    elements.add(element);
    events.add(element.name());
  }

  @Override
  public void closed() {
    events.add("closed");
  }

  @Override
  public void whitespace() {
    events.add("whitespace");
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Decodes a whole stream from one buffer. */
  static Recording of(String stream) {
    Recording recording = new Recording();
    new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION).feed(utf8(stream), recording);
    return recording;
  }
}
