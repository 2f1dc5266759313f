package org.chancery.protocol.stream;

import static org.chancery.protocol.stream.Recording.HEADER;
import static org.chancery.protocol.stream.Recording.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamException;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
  private static final String STREAM =
      HEADER
          + "<message to='bob@example.com' type='chat' xml:lang='de'><body>Gr\u00fc\u00dfe &amp;"
          + " \ud83d\ude00 &#x263A;<![CDATA[ <raw> ]] ]]></body><active"
          + " xmlns='http://jabber.org/protocol/chatstates'/></message> \n"
          + "<presence/><iq type='get' id='1'><q:query xmlns:q='jabber:iq:roster' q:ver='7'"
          + " a=\"'>/\"/></iq><stream:error/></stream:stream>";

  private static final List<String> EVENTS =
      List.of("opened", "message", "whitespace", "presence", "iq", "error", "closed");

  private final Recording recording = new Recording();
  private final StreamDecoder decoder = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);

  @Test
  void aWholeStreamInOneBufferIsDecodedInOrder() {
    decoder.feed(utf8(STREAM), recording);

    assertEquals(EVENTS, recording.events);
    assertEquals(
        new StreamHeader(
            Optional.of("example.com"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("1.0"),
            Optional.of("en"),
            Namespaces.CLIENT),
        recording.headers.getFirst());
    Element message = recording.elements.getFirst();
    assertEquals(Namespaces.CLIENT, message.namespace());
    assertEquals("de", message.attribute(Namespaces.XML, "lang").orElseThrow());
    assertEquals(
        "Gr\u00fc\u00dfe & \ud83d\ude00 \u263a <raw> ]] ", message.childText("body").orElseThrow());
    Element query = recording.elements.get(2).firstChild().orElseThrow();
    assertTrue(query.is("query", "jabber:iq:roster"));
    assertEquals("7", query.attribute("jabber:iq:roster", "ver").orElseThrow());
    assertEquals("'>/", query.attribute("a").orElseThrow());
    assertTrue(recording.elements.get(3).is("error", Namespaces.STREAM));
  }

  @Test
  void aStreamSplitAtAnyByteGivesTheSameElements() {
    decoder.feed(utf8(STREAM), recording);
    byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);

    for (int split = 0; split <= bytes.length; split++) {
      Recording inTwo = new Recording();
      StreamDecoder other = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);
      other.feed(ByteBuffer.wrap(bytes, 0, split), inTwo);
      other.feed(ByteBuffer.wrap(bytes, split, bytes.length - split), inTwo);
      assertEquals(recording.elements, inTwo.elements, "split at " + split);
      assertEquals(recording.headers, inTwo.headers);
    }
  }

  @Test
  void aStreamThatComesByteByByteGivesTheSameElements() {
    decoder.feed(utf8(STREAM), recording);
    Recording single = new Recording();
    StreamDecoder other = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);
    for (byte b : STREAM.getBytes(StandardCharsets.UTF_8)) {
      other.feed(ByteBuffer.wrap(new byte[] {b}), single);
    }
    assertEquals(recording.elements, single.elements);
    assertEquals("closed", single.events.getLast());
  }

  @Test
  void aDirectBufferAndASliceOfAnArrayAreDecodedAlike() {
    byte[] bytes = (" ".repeat(7) + STREAM).getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    decoder.feed(direct, recording);
    assertEquals(0, direct.remaining());

    ByteBuffer slice = ByteBuffer.wrap(bytes).position(7).slice();
    Recording fromSlice = new Recording();
    new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION).feed(slice, fromSlice);

    assertEquals(0, slice.remaining());
    assertEquals(EVENTS, fromSlice.events);
    assertEquals(recording.elements, fromSlice.elements);
  }

  @Test
  void aLargeStanzaInADirectBufferIsDecoded() {
    String body = "0123456789".repeat(4000);
    byte[] bytes =
        (HEADER + "<message><body>" + body + "</body></message>").getBytes(StandardCharsets.UTF_8);
    decoder.feed(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), recording);
    assertEquals(body, recording.elements.getFirst().childText("body").orElseThrow());
  }

  @Test
  void aHandlerThatResetsGetsTheNextStreamFromTheSameBuffer() {
    Recording resetting =
        new Recording() {
          @Override
          public void element(Element element) {
            super.element(element);
            if (element.is("auth", Namespaces.SASL)) {
              decoder.reset();
            }
          }
        };
    decoder.feed(
        utf8(
            HEADER
                + "<auth xmlns='"
                + Namespaces.SASL
                + "'/>\n"
                + HEADER
                + "<presence/></stream:stream>"),
        resetting);

    assertEquals(
        List.of("opened", "auth", "whitespace", "opened", "presence", "closed"), resetting.events);
  }

  @Test
  void aHandlerThatPausesLeavesTheRestToTheCaller() {
    for (boolean direct : List.of(true, false)) {
      StreamDecoder pausing = new StreamDecoder(StreamLimits.BEFORE_AUTHENTICATION);
      Recording pauser =
          new Recording() {
            @Override
            public void element(Element element) {
              super.element(element);
              pausing.pause();
            }
          };
      byte[] bytes =
          (HEADER + "<starttls xmlns='" + Namespaces.TLS + "'/><presence/>")
              .getBytes(StandardCharsets.UTF_8);
      ByteBuffer buffer =
          (direct ? ByteBuffer.allocateDirect(999) : ByteBuffer.allocate(999)).put(bytes).flip();

      pausing.feed(buffer, pauser);
      assertEquals(List.of("opened", "starttls"), pauser.events);
      assertEquals("<presence/>", StandardCharsets.UTF_8.decode(buffer.duplicate()).toString());

      pausing.feed(buffer, pauser);
      assertEquals(List.of("opened", "starttls", "presence"), pauser.events);
    }
  }

  @Test
  void bytesAfterTheClosingTagAreIgnored() {
    decoder.feed(utf8(HEADER + "</stream:stream> <presence/> & what else"), recording);
    decoder.feed(utf8("<"), recording);
    assertEquals(List.of("opened", "closed"), recording.events);
  }

  @Test
  void aStreamMayUseOtherPrefixesAndDeclareMore() {
    String header =
        "<s:stream xmlns:s='"
            + Namespaces.STREAM
            + "' xmlns='jabber:server' xmlns:db='jabber:server:dialback' id='a&lt;'>";
    decoder.feed(utf8(header), recording);
    decoder.feed(utf8("<db:result>k</db:result>"), recording);
    decoder.feed(utf8("<message/></s:stream>"), recording);

    assertEquals("jabber:server", recording.headers.getFirst().contentNamespace());
    assertEquals("a<", recording.headers.getFirst().id().orElseThrow());
    assertTrue(recording.elements.getFirst().is("result", "jabber:server:dialback"));
    assertTrue(recording.elements.get(1).is("message", "jabber:server"));
    assertEquals("closed", recording.events.getLast());
  }

  @Test
  void aStreamMayLeaveTheContentNamespaceToItsStanzas() {
    decoder.feed(utf8("<stream xmlns='" + Namespaces.STREAM + "'>"), recording);
    decoder.feed(utf8("<message xmlns='jabber:client'/><error/></stream>"), recording);

    assertEquals("", recording.headers.getFirst().contentNamespace());
    assertTrue(recording.elements.getFirst().is("message", Namespaces.CLIENT));
    assertTrue(recording.elements.get(1).is("error", Namespaces.STREAM));
  }

  @Test
  void aPrefixMayBeReboundInsideAStanza() {
    decoder.feed(
        utf8(HEADER + "<message><stream:x xmlns:stream='urn:y'/></message><stream:error/>"),
        recording);
    assertTrue(recording.elements.getFirst().firstChild().orElseThrow().is("x", "urn:y"));
    assertTrue(recording.elements.get(1).is("error", Namespaces.STREAM));
  }

  @Test
  void aHeaderSurvivesSerialisingAndParsing() {
    StreamHeader header =
        new StreamHeader(
            Optional.of("a'b&c"),
            Optional.of("example.com"),
            Optional.of("<id>"),
            Optional.of("1.0"),
            Optional.of("en"),
            Namespaces.CLIENT);
    decoder.feed(utf8(header.toXml()), recording);
    assertEquals(List.of(header), recording.headers);
  }

  @Test
  void limitsCanBeRaisedInTheMiddleOfAStream() {
    String large = "<message><body>" + "x".repeat(20_000) + "</body></message>";
    StreamDecoder strict = new StreamDecoder(StreamLimits.BEFORE_AUTHENTICATION);
    strict.feed(utf8(HEADER), recording);
    strict.limits(StreamLimits.AFTER_AUTHENTICATION);
    strict.feed(utf8(large), recording);
    assertEquals(1, recording.elements.size());
  }

  @Test
  void aFailedDecoderTakesNothingMore() {
    assertThrows(StreamException.class, () -> decoder.feed(utf8(HEADER + "<a><!--"), recording));
    assertThrows(IllegalStateException.class, () -> decoder.feed(utf8("<presence/>"), recording));
  }
}
