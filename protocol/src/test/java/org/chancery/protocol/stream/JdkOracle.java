package org.chancery.protocol.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.chancery.protocol.Element;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/** The JDK's own parser, as a second opinion on what is well-formed and what it means. */
final class JdkOracle {
  private final SAXParser parser;

  JdkOracle() {
    try {
      parser = SAXParserFactory.newDefaultNSInstance().newSAXParser();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The children of the root, or empty when the document is not well-formed or uses what XMPP
   * forbids.
   */
  Optional<List<Element>> children(byte[] document) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
      Tree tree = new Tree();
      parser.setProperty("http://xml.org/sax/properties/lexical-handler", tree);
      parser.parse(new ByteArrayInputStream(document), tree);
      return Optional.of(tree.children);
    } catch (CharacterCodingException | SAXException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static final class Tree extends DefaultHandler2 {
    private final List<Element> children = new ArrayList<>();
    private final Deque<Element.Builder> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private boolean rootSeen;

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes)
        throws SAXException {
      flush();
      refuseLeadingColon(qualified);
      for (int i = 0; i < attributes.getLength(); i++) {
        refuseLeadingColon(attributes.getQName(i));
      }
      if (!rootSeen) {
        rootSeen = true;
        return;
      }
      Element.Builder element = Element.builder(name, uri);
      for (int i = 0; i < attributes.getLength(); i++) {
        if (!attributes.getQName(i).matches("xmlns(:.*)?")) {
          element.attribute(
              attributes.getURI(i), attributes.getLocalName(i), attributes.getValue(i));
        }
      }
      open.push(element);
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
      flush();
      if (!open.isEmpty()) {
        Element element = open.pop().build();
        if (open.isEmpty()) {
          children.add(element);
        } else {
          open.peek().add(element);
        }
      }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
      text.append(characters, start, length);
    }

    @Override
    public void comment(char[] characters, int start, int length) throws SAXException {
      throw new SAXException("comment");
    }

    @Override
    public void processingInstruction(String target, String data) throws SAXException {
      throw new SAXException("processing instruction");
    }

    @Override
    public void startDTD(String name, String publicId, String systemId) throws SAXException {
      throw new SAXException("document type");
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }

    private static void refuseLeadingColon(String name) throws SAXException {
      if (name.startsWith(":")) {
        throw new SAXException("a name that begins with a colon, which the JDK lets pass");
      }
    }

    private void flush() {
      if (!text.isEmpty() && !open.isEmpty()) {
        open.peek().text(text.toString());
      }
      text.setLength(0);
    }
  }
}
