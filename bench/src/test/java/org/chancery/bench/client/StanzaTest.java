package org.chancery.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StanzaTest {
  private static Stanza stanza(String xml) {
    byte[] bytes = ("..." + xml + "...").getBytes(StandardCharsets.UTF_8);
    Stanza stanza = new Stanza();
    stanza.set(bytes, 3, 3 + xml.indexOf('>') + 1, bytes.length - 3);
    return stanza;
  }

  @Test
  void attributesAreThoseOfTheStanzaItselfInEitherQuotes() {
    Stanza stanza =
        stanza("<message xml:id='no' type=\"chat\" id='m1'><x id='inner' by='b'/></message>");
    assertEquals(Optional.of("m1"), stanza.attribute("id"));
    assertEquals(Optional.of("chat"), stanza.attribute("type"));
    assertEquals(Optional.empty(), stanza.attribute("by"));
  }

  @Test
  void namesAndTypesAreComparedWhole() {
    Stanza stanza = stanza("<message type='chat'/>");
    assertTrue(stanza.named("message"));
    assertFalse(stanza.named("mess"));
    assertFalse(stanza.named("messages"));
    assertTrue(stanza.typed("chat"));
    assertFalse(stanza.typed("cha"));
    assertFalse(stanza.typed("chatty"));
    assertTrue(stanza("<presence/>").named("presence"));
    assertFalse(stanza("<presence/>").typed("error"));
  }

  @Test
  void aChildsTextIsFoundByName() {
    Stanza stanza =
        stanza("<iq type='result'><bind xmlns='b'><jid>alice@localhost/x</jid></bind></iq>");
    assertEquals(Optional.of("alice@localhost/x"), stanza.child("jid"));
    assertEquals(Optional.empty(), stanza.child("resource"));
    assertTrue(stanza.contains("<bind"));
    assertFalse(stanza.contains("<session"));
  }

  @Test
  void aStampComesBackFromTheIdItWasWrittenInto() {
    ByteBuf id = Unpooled.buffer();
    Stamp.write(id, Long.MAX_VALUE - 17, 123_456);
    String text = id.toString(StandardCharsets.US_ASCII);
    assertEquals(
        Optional.of(new Stamp(Long.MAX_VALUE - 17, 123_456)),
        Stamp.of(stanza("<message from='a' id='" + text + "'><body/></message>")));
  }

  @Test
  void anotherClientsIdIsNoStamp() {
    assertEquals(Optional.empty(), Stamp.of(stanza("<message id='abc'><body/></message>")));
    assertEquals(Optional.empty(), Stamp.of(stanza("<message><body/></message>")));
  }
}
