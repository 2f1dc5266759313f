package org.chancery.protocol.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Message;
import org.chancery.protocol.Stanza;
import org.chancery.protocol.stream.XmlReader;
import org.junit.jupiter.api.Test;

class StanzaIdsTest {
  private static final Jid ALICE = Jid.of("alice@example.com");
  private static final String FORGED =
      """
      <message from='bob@example.com/x' to='alice@example.com'><body>Hi</body>\
      <stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='alice@example.com'/>\
      <stanza-id xmlns='urn:xmpp:sid:0' id='sly' by='ALICE@Example.com.'/>\
      <stanza-id xmlns='urn:xmpp:sid:0' id='room' by='room@rooms.example.com'/>\
      <stanza-id xmlns='urn:xmpp:sid:0' id='odd' by='@'/>\
      <origin-id xmlns='urn:xmpp:sid:0' id='mine'/></message>\
      """;

  private static Message message(String xml) {
    return (Message) Stanza.of(XmlReader.parse(xml));
  }

  private static List<String> ids(Message message) {
    return message.element().children("stanza-id", StanzaIds.NAMESPACE).stream()
        .map(id -> id.attribute("id").orElseThrow())
        .toList();
  }

  @Test
  void anAddedIdReplacesForgedOnesHoweverTheirAddressIsWritten() {
    Message identified = StanzaIds.add(message(FORGED), ALICE, "real");
    assertEquals(List.of("room", "odd", "real"), ids(identified));
    assertEquals(Optional.of("Hi"), identified.body());
  }

  @Test
  void forgedIdsAreStrippedEvenWhenNoneIsAdded() {
    Message stripped = StanzaIds.strip(message(FORGED), ALICE);
    assertEquals(List.of("room", "odd"), ids(stripped));
  }

  @Test
  void aMessageWithoutForgedIdsStaysTheSame() {
    Message plain = message("<message><body>Hi</body></message>");
    assertSame(plain, StanzaIds.strip(plain, ALICE));
    Element only = StanzaIds.add(plain, ALICE, "1").element().children().getLast();
    assertEquals(
        XmlReader.parse("<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='alice@example.com'/>"), only);
  }
}
