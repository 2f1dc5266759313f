package org.chancery.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StanzaScannerTest {
  private static final String HEADER =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client' from='a>b' version=\"1.0\">";

  private final List<String> events = new ArrayList<>();
  private final StanzaScanner scanner =
      new StanzaScanner(
          new StanzaScanner.Sink() {
            @Override
            public void opened() {
              events.add("opened");
            }

            @Override
            public void stanza(Stanza stanza) {
              events.add(stanza.toString());
            }

            @Override
            public void closed() {
              events.add("closed");
            }
          });

  private void feed(String text) {
    scanner.feed(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aStreamIsCutIntoItsStanzas() {
    feed(HEADER + "<iq id='1'><query/></iq> \n<presence/><message><body>é</body></message>");
    feed("</stream:stream>");
    assertEquals(
        List.of(
            "opened",
            "<iq id='1'><query/></iq>",
            "<presence/>",
            "<message><body>é</body></message>",
            "closed"),
        events);
  }

  @Test
  void theCutsAreTheSameHoweverTheBytesArrive() {
    String all =
        HEADER
            + "<message id='1' to=\"a'>/b\"><body>1 &gt; 0 > -1</body><x a='/'/></message>"
            + "<a><a><a/></a></a></stream:stream>";
    feed(all);
    List<String> atOnce = List.copyOf(events);
    assertEquals(4, atOnce.size());
    for (int size = 1; size < 40; size++) {
      events.clear();
      scanner.restart();
      byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
      for (int from = 0; from < bytes.length; from += size) {
        int length = Math.min(size, bytes.length - from);
        scanner.feed(Unpooled.wrappedBuffer(bytes, from, length));
      }
      assertEquals(atOnce, events, "in pieces of " + size);
    }
  }

  @Test
  void aStanzaCanBeLookedIntoWhenItCameInTwoPieces() {
    List<String> seen = new ArrayList<>();
    StanzaScanner looking =
        new StanzaScanner(
            new StanzaScanner.Sink() {
              @Override
              public void opened() {}

              @Override
              public void stanza(Stanza stanza) {
                seen.add(stanza.attribute("id").orElse("none") + " " + stanza.text());
              }

              @Override
              public void closed() {}
            });
    String all = HEADER + "<presence id='0'/><r id='1'>text</r>";
    int cut = all.indexOf("xt</r>");
    looking.feed(Unpooled.wrappedBuffer(all.substring(0, cut).getBytes(StandardCharsets.UTF_8)));
    looking.feed(Unpooled.wrappedBuffer(all.substring(cut).getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("0 ", "1 text"), seen);
  }

  @Test
  void aRestartInTheMiddleForgetsTheOldStream() {
    StanzaScanner[] holder = new StanzaScanner[1];
    List<String> seen = new ArrayList<>();
    holder[0] =
        new StanzaScanner(
            new StanzaScanner.Sink() {
              @Override
              public void opened() {
                seen.add("opened");
              }

              @Override
              public void stanza(Stanza stanza) {
                seen.add(stanza.toString());
                holder[0].restart();
              }

              @Override
              public void closed() {
                seen.add("closed");
              }
            });
    byte[] first = (HEADER + "<success/>").getBytes(StandardCharsets.UTF_8);
    byte[] second = (HEADER + "<features/>").getBytes(StandardCharsets.UTF_8);
    holder[0].feed(Unpooled.wrappedBuffer(first));
    holder[0].feed(Unpooled.wrappedBuffer(second));
    assertEquals(List.of("opened", "<success/>", "opened", "<features/>"), seen);
  }

  @Test
  void whitespaceBetweenStanzasIsNotKept() {
    feed(HEADER);
    feed(" ");
    feed("\n");
    feed("<presence/>");
    assertEquals("<presence/>", events.getLast());
    assertEquals(2, events.size());
  }
}
