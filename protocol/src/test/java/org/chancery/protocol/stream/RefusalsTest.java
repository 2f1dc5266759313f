package org.chancery.protocol.stream;

import static org.chancery.protocol.stream.Recording.HEADER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stream may not hold, RFC 6120 sections 4.9.3 and 11, and what Aalto alone would let pass.
 */
class RefusalsTest {
  private static final String STREAM_NAMESPACE = " xmlns:stream='" + Namespaces.STREAM + "'";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Must be refused with this condition however it is cut, and no stanza may come out of it. */
  private static void assertRefused(Condition condition, byte[] stream) {
    assertRefused(condition, StreamLimits.AFTER_AUTHENTICATION, stream);
  }

  private static void assertRefused(Condition condition, StreamLimits limits, byte[] stream) {
    for (int piece : new int[] {stream.length, 1, 7}) {
      Recording recording = new Recording();
      StreamDecoder decoder = new StreamDecoder(limits);
      StreamException refusal =
          assertThrows(
              StreamException.class,
              () -> {
                for (int from = 0; from < stream.length; from += piece) {
                  int length = Math.min(piece, stream.length - from);
                  decoder.feed(ByteBuffer.wrap(stream, from, length), recording);
                }
              });
      assertEquals(condition, refusal.error().condition(), "in pieces of " + piece);
      assertTrue(recording.elements.isEmpty());
    }
  }

  private static void assertStanzaRefused(Condition condition, String stanza) {
    assertRefused(condition, bytes(HEADER + stanza));
  }

  private static byte[] inBody(String hex) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(bytes(HEADER + "<message><body>"));
    stream.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
    stream.writeBytes(bytes("</body></message>"));
    return stream.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE stream>" + "<stream:stream>",
        "<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'b'>]>",
        "<?xml version='1.0'?><!-- hello -->",
        "<?xml version='1.0'?><?php echo?>",
        "<?xml version='1.0'?><?xml version='1.0'?>",
        "<?php echo ?>",
      })
  void markupThatXmppForbidsBeforeTheStreamIsRestricted(String prolog) {
    assertRefused(
        Condition.RESTRICTED_XML, bytes(prolog + HEADER.substring(HEADER.indexOf("<stream:"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!-- hello --><presence/>",
        "<?target data?><presence/>",
        "<!DOCTYPE x><presence/>",
        "<message><!-- hello --></message>",
        "<message><?target data?></message>",
        "<message><!DOCTYPE x></message>",
        "<message><body>&nbsp;</body></message>",
        "<message><body>&lol1;</body></message>",
        "<message><body>&ltt;</body></message>",
        "<message><body>&AMP;</body></message>",
        "<message><body>&am\u00fc;</body></message>",
        "<message id='&entity;'/>",
        "<message id=\"a&b;\"/>",
      })
  void commentsInstructionsDeclarationsAndEntitiesAreRestricted(String stanza) {
    assertStanzaRefused(Condition.RESTRICTED_XML, stanza);
  }

  @Test
  void thePredefinedEntitiesAndCharacterReferencesPass() {
    Recording recording =
        Recording.of(
            HEADER
                + "<message"
                + " id='&lt;&gt;&amp;&quot;&apos;&#65;'><body>&lt;&gt;&amp;&quot;&apos;&#65;"
                + "</body></message>");
    assertEquals("<>&\"'A", recording.elements.getFirst().childText("body").orElseThrow());
    assertEquals("<>&\"'A", recording.elements.getFirst().attribute("id").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "US-ASCII", "unknown"})
  void anotherEncodingIsRefusedThoughAaltoWouldDecodeIt(String encoding) {
    assertRefused(
        Condition.UNSUPPORTED_ENCODING,
        bytes(HEADER.replace("?>", " encoding='" + encoding + "'?>")));
  }

  @Test
  void theEncodingUtf8MayBeNamedInAnyCase() {
    assertEquals(1, Recording.of(HEADER.replace("?>", " encoding='utf-8'?>")).headers.size());
  }

  @Test
  void xml11IsRefused() {
    assertRefused(Condition.NOT_WELL_FORMED, bytes(HEADER.replace("1.0'?>", "1.1'?>")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0 80",
        "E0 80 80",
        "F5 80 80 80",
        "F0 80 80 80",
        "F4 90 80 80",
        "80",
        "BF",
        "ED A0 80",
        "ED BF BF",
        "C3",
        "E2 82",
        "F0 9F 98",
        "C1 BF",
        "FF",
        "FE",
      })
  void illFormedUtf8IsRefused(String hex) {
    assertRefused(Condition.UNSUPPORTED_ENCODING, inBody(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00", "01", "1F", "0B", "0C", "EF BF BE", "EF BF BF", "26 23 30 3B", "26 3B"})
  void charactersThatXmlForbidsAreRefused(String hex) {
    assertRefused(Condition.NOT_WELL_FORMED, inBody(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C2 80", "EF BF BD", "ED 9F BF", "EE 80 80", "F4 8F BF BF", "7F", "09"})
  void theEdgesOfWhatXmlAllowsPass(String hex) {
    Recording recording = new Recording();
    new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION)
        .feed(ByteBuffer.wrap(inBody(hex)), recording);
    byte[] body = bytes(recording.elements.getFirst().childText("body").orElseThrow());
    assertEquals(hex, HexFormat.ofDelimiter(" ").withUpperCase().formatHex(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message><body></message>",
        "<message></body></message>",
        "<a></b>",
        "<message>]]></message>",
        "<message>x]]]></message>",
        "<message>a ]]&gt; b ]]></message>",
        "<message xmlns:p=''/>",
        "<message><foobar:body>x</foobar:body></message>",
        "<message foobar:x='1'/>",
        "<message a='1' a='2'/>",
        "<message xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>",
        "<message xmlns:xml='urn:x'/>",
        "<message xmlns:xmlns='urn:x'/>",
        "<message xmlns:x='http://www.w3.org/2000/xmlns/'/>",
        "<message xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
        "<message a=1/>",
        "<message a='1'b='2'/>",
        "<message a/>",
        "<message a='<'/>",
        "<message><body>&</body></message>",
        "<message><body>&#xD800;</body></message>",
        "<message><body>&#x110000;</body></message>",
        "<message><body>&#x;</body></message>",
        "<message><body>&#;</body></message>",
        "<message><body>&;</body></message>",
        "<message><![CDATX[x]]></message>",
        "< message/>",
        "<message / >",
        "<:message/>",
        "<1message/>",
        "<a:b:c xmlns:a='x'/>",
        "<message></message extra='1'>",
        "</stream:stream x='1'>",
        "</presence>",
        "</stream>",
        "<ab></ab\u0000>",
        "<abc></abc\u0000>",
        "<message xmlns:=''/>",
        "<message xmlns:p='u' p:=''/>",
        "<message :a=''/>",
        "<message xmlns:p='u' p:1='x'/>",
        "<p:1 xmlns:p='u'/>",
        "<message xmlns:1='u'/>",
        "<xmlns:a/>",
        "<message a='&#x;'/>",
        "<message a='&#;'/>",
        "<message a='&'/>",
      })
  void whatIsNotWellFormedIsRefused(String stanza) {
    assertStanzaRefused(Condition.NOT_WELL_FORMED, stanza);
  }

  @Test
  void aMismatchIsReportedBeforeTheStanzaEnds() {
    Recording recording = new Recording();
    StreamDecoder decoder = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);
    decoder.feed(Recording.utf8(HEADER), recording);
    assertThrows(
        StreamException.class,
        () -> decoder.feed(Recording.utf8("<message><body></message><presence>"), recording));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "x<presence/>", "&#32;", "<![CDATA[x]]>", "\u00fc<presence/>"})
  void textBetweenStanzasIsBadFormat(String text) {
    assertStanzaRefused(Condition.BAD_FORMAT, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n\r\n", "\uFEFF<?xml version='1.0'?>", "hello", "</stream>"})
  void whatDoesNotBeginAsXmlIsNotWellFormed(String text) {
    assertRefused(
        Condition.NOT_WELL_FORMED, bytes(text + HEADER.substring(HEADER.indexOf("<stream:"))));
  }

  @Test
  void utf16IsAnUnsupportedEncoding() {
    assertRefused(Condition.UNSUPPORTED_ENCODING, HEADER.getBytes(StandardCharsets.UTF_16));
  }

  @Test
  void anotherStreamNamespaceIsAnInvalidNamespace() {
    assertRefused(
        Condition.INVALID_NAMESPACE, bytes("<stream:stream xmlns:stream='urn:wrong' to='a'>"));
    assertRefused(Condition.INVALID_NAMESPACE, bytes("<message xmlns='jabber:client'>"));
    assertRefused(Condition.INVALID_NAMESPACE, bytes("<stream>"));
  }

  @Test
  void anotherRootIsBadFormat() {
    assertRefused(Condition.BAD_FORMAT, bytes("<stream:features" + STREAM_NAMESPACE + ">"));
    assertRefused(Condition.BAD_FORMAT, bytes("<stream:stream" + STREAM_NAMESPACE + "/>"));
  }

  @Test
  void anUndeclaredStreamPrefixIsNotWellFormed() {
    assertRefused(Condition.NOT_WELL_FORMED, bytes("<stream:stream to='a'>"));
  }

  @Test
  void aStanzaOverTheSizeIsAPolicyViolationToTheByte() {
    StreamLimits limits = StreamLimits.BEFORE_AUTHENTICATION;
    String frame = "<message><body></body></message>";
    String fits = "x".repeat(limits.maxStanzaBytes() - frame.length());
    Recording recording = new Recording();
    StreamDecoder decoder = new StreamDecoder(limits);
    decoder.feed(Recording.utf8(HEADER), recording);
    String stanza = frame.replace("></body>", ">" + fits + "</body>");
    decoder.feed(Recording.utf8(stanza + " \n " + stanza), recording);
    assertEquals(2, recording.elements.size());

    assertRefused(
        Condition.POLICY_VIOLATION, limits, bytes(HEADER + stanza.replace("<body>", "<body>x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<m>", "<m a='", "<", "<m", "<m><![CDATA[", "</", "<m>&", "<m>\u00fc", "<m a='&#"})
  void anEndlessTokenOfAnyKindIsAPolicyViolation(String beginning) {
    String endless = HEADER + beginning + "1".repeat(20_000);
    assertRefused(Condition.POLICY_VIOLATION, StreamLimits.BEFORE_AUTHENTICATION, bytes(endless));
  }

  @Test
  void anEndlessHeaderIsAPolicyViolationEvenForTheAuthenticated() {
    assertRefused(Condition.POLICY_VIOLATION, bytes("<?xml " + " ".repeat(20_000)));
    assertRefused(
        Condition.POLICY_VIOLATION, bytes(HEADER.replace("to='", "to='" + "x".repeat(20_000))));
  }

  @Test
  void tooManyLevelsAreAPolicyViolation() {
    int deepest = StreamLimits.AFTER_AUTHENTICATION.maxDepth();
    String fits = "<a>".repeat(deepest) + "</a>".repeat(deepest);
    assertEquals(1, Recording.of(HEADER + fits).elements.size());
    assertStanzaRefused(Condition.POLICY_VIOLATION, "<a>".repeat(deepest + 1));
  }

  @Test
  void tooManyAttributesAreAPolicyViolation() {
    StringBuilder attributes = new StringBuilder();
    StringBuilder declarations = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      attributes.append(" a").append(i).append("=''");
      declarations.append(" xmlns:a").append(i).append("='u'");
    }
    assertStanzaRefused(Condition.POLICY_VIOLATION, "<message" + attributes + "/>");
    assertStanzaRefused(Condition.POLICY_VIOLATION, "<message" + declarations + "/>");
  }

  @Test
  void tooManyElementsAreAPolicyViolation() {
    int most = StreamLimits.AFTER_AUTHENTICATION.maxMarkup();
    String fits = "<a>" + "<b/>".repeat(most - 1) + "</a>";
    assertEquals(2, Recording.of(HEADER + fits + fits).elements.size());
    assertStanzaRefused(Condition.POLICY_VIOLATION, "<a>" + "<b/>".repeat(most));
  }

  @Test
  void namesOfPeersDoNotGrowATableThatOthersShare() {
    int before = XmlParsers.sharedNames();
    for (int connection = 0; connection < 50; connection++) {
      Recording recording = new Recording();
      StreamDecoder decoder = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);
      decoder.feed(Recording.utf8(HEADER), recording);
      for (int i = 0; i < 20; i++) {
        String name = "n" + connection + "x" + i;
        decoder.feed(Recording.utf8("<" + name + " " + name + "a=''/>"), recording);
      }
      decoder.feed(Recording.utf8("</stream:stream>"), recording);
      assertEquals(20, recording.elements.size());
    }
    assertTrue(before > 100);
    assertEquals(before, XmlParsers.sharedNames());
  }
}
