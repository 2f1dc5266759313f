package org.chancery.protocol.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final Instant MOON = Instant.parse("1969-07-21T02:56:15Z");

  @ParameterizedTest
  @CsvSource({
    "1969-07-21T02:56:15Z,1969-07-21T02:56:15Z",
    "1969-07-20T21:56:15-05:00,1969-07-21T02:56:15Z",
    "1969-07-21T02:56:15.123Z,1969-07-21T02:56:15.123Z",
    "2002-09-10T23:41:07.123456+02:00,2002-09-10T21:41:07.123456Z",
    "2002-09-10T23:41:07.1234567891234Z,2002-09-10T23:41:07.123456789Z",
    "' 2024-02-29T00:00:00Z\n',2024-02-29T00:00:00Z",
  })
  void aDateTimeOfTheProfileIsRead(String text, Instant moment) {
    assertEquals(moment, Timestamps.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1969-07-21",
        "1969-07-21T02:56Z",
        "1969-07-21T02:56:15",
        "1969-07-21 02:56:15Z",
        "19690721T02:56:15",
        "1969-02-30T02:56:15Z",
        "1969-07-21T25:56:15Z",
        "1969-07-21T02:56:15+0100",
        "1969-07-21T02:56:15+99:00",
        "1969-07-21T02:56:15.Z",
        "+1969-07-21T02:56:15Z",
      })
  void anythingElseIsABadRequest(String text) {
    StanzaException refusal = assertThrows(StanzaException.class, () -> Timestamps.parse(text));
    assertEquals(Condition.BAD_REQUEST, refusal.error().condition());
  }

  @Test
  void momentsAreWrittenInUtcToTheMillisecond() {
    assertEquals("1969-07-21T02:56:15.000Z", Timestamps.format(MOON));
    assertEquals("1969-07-21T02:56:15.123Z", Timestamps.format(MOON.plusNanos(123_999_999)));
  }

  @Test
  void aDelaySaysWhoHeldItBackAndSinceWhen() {
    assertEquals(
        "<delay xmlns='urn:xmpp:delay' from='room@rooms.example.com'"
            + " stamp='1969-07-21T02:56:15.000Z'/>",
        Delay.element(Jid.of("room@rooms.example.com"), MOON).toXml());
  }

  @Test
  void aForwardedStanzaSaysWhenItWasSent() {
    Element message = Element.builder("message", Namespaces.CLIENT).add("body", "Hi").build();
    assertEquals(
        "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
            + " stamp='1969-07-21T02:56:15.000Z'/><message"
            + " xmlns='jabber:client'><body>Hi</body></message></forwarded>",
        Forwarded.element(message, MOON).toXml());
  }
}
