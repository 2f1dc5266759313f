package org.chancery.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.stream.XmlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StanzaTest {
  private static final Jid ALICE = Jid.of("alice@example.com/phone");
  private static final Jid BOB = Jid.of("bob@example.com");

  private static Stanza stanza(String xml) {
    return Stanza.of(XmlReader.parse(xml));
  }

  private static void assertRefused(Condition condition, Executable reading) {
    assertEquals(condition, assertThrows(StanzaException.class, reading).error().condition());
  }

  @Test
  void aMessageIsReadWithItsAddresses() {
    Message message =
        assertInstanceOf(
            Message.class,
            stanza(
                "<message from='Alice@example.com/phone' to='bob@example.com' type='chat' id='1'>"
                    + "<body>Hi</body><thread>t</thread></message>"));
    assertEquals(Optional.of(ALICE), message.from());
    assertEquals(Optional.of(BOB), message.to());
    assertEquals(Message.Type.CHAT, message.type());
    assertEquals(Optional.of("Hi"), message.body());
    assertEquals(Optional.of("t"), message.thread());
    assertEquals(Optional.of("1"), message.id());
    assertFalse(message.isError());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<message to='@'/>", "<presence from='a@b@c'/>", "<iq to='' id='1'/>"})
  void anAddressThatIsNoneIsMalformed(String xml) {
    assertRefused(Condition.JID_MALFORMED, () -> stanza(xml));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<other/>",
        "<message xmlns='urn:x'/>",
        "<iq xmlns='' type='get' id='1'><a/></iq>"
      })
  void whatIsNoStanzaEndsTheStream(String xml) {
    StreamException refusal = assertThrows(StreamException.class, () -> stanza(xml));
    assertEquals(StreamError.Condition.UNSUPPORTED_STANZA_TYPE, refusal.error().condition());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='1'/>",
        "<iq type='set' id='1'><a xmlns='u'/><b xmlns='u'/></iq>",
        "<iq id='1'><a xmlns='u'/></iq>",
        "<iq type='GET' id='1'><a xmlns='u'/></iq>",
      })
  void anIqWithoutWhatTheRfcDemandsIsABadRequest(String xml) {
    assertRefused(Condition.BAD_REQUEST, () -> stanza(xml));
  }

  @Test
  void aRequestMakesItsOwnReplies() {
    Element ping = Element.of("ping", "urn:xmpp:ping");
    Iq request = Iq.request(Iq.Type.GET, "7", ALICE, BOB, ping);
    assertTrue(request.isRequest());
    assertEquals(ping, request.payload());
    assertEquals(
        "<iq type='result' id='7' from='bob@example.com' to='alice@example.com/phone'/>",
        request.result().element().toXml());
    assertEquals(Optional.of(ping), request.result(ping).element().firstChild());
    assertEquals(Optional.of(ALICE), request.result().to());

    Stanza error = request.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
    assertEquals(
        XmlReader.parse(
            "<iq type='error' id='7' from='bob@example.com' to='alice@example.com/phone'>"
                + "<error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                + "</error></iq>"),
        error.element());
    assertTrue(error.isError());
    assertFalse(((Iq) error).isRequest());
  }

  @Test
  void anErrorReplyDoesNotEchoThePayload() {
    Stanza message =
        stanza("<message from='alice@example.com/phone' id='1'><body>x</body></message>");
    Element error = message.error(StanzaError.of(Condition.FORBIDDEN, "No.")).element();
    assertEquals(1, error.children().size());
    assertTrue(error.attribute("from").isEmpty());
    assertEquals(
        Optional.of("No."),
        error
            .firstChild()
            .orElseThrow()
            .child("text", Namespaces.STANZA_ERRORS)
            .map(Element::text));
  }

  @Test
  void aMessageOfOnesOwnReadsAsItWasMade() {
    Element body = Element.of("body", Namespaces.CLIENT, "Hi");
    Message made = Message.of(Message.Type.CHAT, "1", ALICE, body).withTo(BOB);
    assertEquals(Stanza.of(made.element()), made);
    assertEquals(Optional.of("Hi"), made.body());
    assertEquals(Message.Type.CHAT, made.type());
    Message bare = Message.of(Message.Type.NORMAL, "", ALICE);
    assertEquals(
        Element.builder("message", Namespaces.CLIENT).attribute("from", ALICE.toString()).build(),
        bare.element());
  }

  @Test
  void changingAnAddressChangesTheElementToo() {
    Message message = (Message) stanza("<message to='x.example'><body>x</body></message>");
    Message changed = message.withFrom(ALICE).withTo(BOB);
    assertEquals(Optional.of(ALICE.toString()), changed.element().attribute("from"));
    assertEquals(Optional.of(BOB.toString()), changed.element().attribute("to"));
    assertEquals(changed, Stanza.of(changed.element()));
    assertTrue(message.from().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"'',0", "5,5", " -128 ,-128", "127,127"})
  void aPriorityIsASmallNumber(String text, int priority) {
    String child = text.isEmpty() ? "" : "<priority>" + text + "</priority>";
    assertEquals(priority, ((Presence) stanza("<presence>" + child + "</presence>")).priority());
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "-129", "high", "1.0"})
  void anotherPriorityIsABadRequest(String text) {
    Presence presence = (Presence) stanza("<presence><priority>" + text + "</priority></presence>");
    assertRefused(Condition.BAD_REQUEST, presence::priority);
  }

  @ParameterizedTest
  @EnumSource(Presence.Type.class)
  void eachTypeOfPresenceIsWrittenAndRead(Presence.Type type) {
    Presence presence = Presence.of(type, ALICE, BOB);
    assertEquals(type, presence.type());
    assertEquals(presence, stanza(presence.element().toXml()));
    assertEquals(type == Presence.Type.AVAILABLE, presence.element().attribute("type").isEmpty());
  }

  @Test
  void anUnknownTypeOfPresenceIsABadRequestAndOneOfMessageIsNormal() {
    Presence presence = (Presence) stanza("<presence type='busy'/>");
    assertRefused(Condition.BAD_REQUEST, presence::type);
    assertEquals(Message.Type.NORMAL, ((Message) stanza("<message type='x'/>")).type());
  }

  @ParameterizedTest
  @EnumSource(Condition.class)
  void eachStanzaErrorIsReadable(Condition condition) {
    Element error =
        StanzaError.of(condition, "Why & how.")
            .withType(StanzaError.Type.WAIT)
            .withApplication(Element.of("own", "urn:x"))
            .toElement(Namespaces.CLIENT);
    assertEquals(error, XmlReader.parse(error.toXml()));
    assertEquals(Optional.of("wait"), error.attribute("type"));
    assertTrue(error.child(condition.xmlName(), Namespaces.STANZA_ERRORS).isPresent());
    assertTrue(error.child("own", "urn:x").isPresent());
  }

  @ParameterizedTest
  @EnumSource(StreamError.Condition.class)
  void eachStreamErrorIsReadable(StreamError.Condition condition) {
    Element error = new StreamError(condition, "Why.").toElement();
    assertEquals(error, XmlReader.parse(error.toXml()));
    assertTrue(error.toXml().startsWith("<stream:error><" + condition.xmlName() + " xmlns="));
    assertEquals(1, StreamError.of(condition).toElement().children().size());
  }
}
