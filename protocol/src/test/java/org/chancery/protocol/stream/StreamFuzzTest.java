package org.chancery.protocol.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.chancery.protocol.Element;
import org.chancery.protocol.StreamError.Condition;
import org.chancery.protocol.StreamException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken streams end in a {@link StreamException} or in nothing, never in an element that was not
 * sent.
 */
class StreamFuzzTest {
  private static final int STREAMS = 60;
  private static final int MUTATIONS = 60;
  private static final byte[] CLOSE = "</stream:stream>".getBytes(StandardCharsets.UTF_8);
  private static final List<String> TOKENS =
      List.of(
          "<",
          ">",
          "/>",
          "</",
          "<a>",
          "</a>",
          "<a/>",
          "'",
          "\"",
          "=",
          "&",
          ";",
          "&lt;",
          "&#65;",
          "&#x",
          "&#0;",
          "&e;",
          "<!--",
          "-->",
          "<?x?>",
          "<![CDATA[",
          "]]>",
          "]",
          "<!DOCTYPE a>",
          " xmlns='u'",
          " xmlns:p='u'",
          " xmlns:p=''",
          " p:a='1'",
          " a='1'",
          " a='2'",
          "<p:a>",
          "</p:a>",
          ":",
          " xml:lang='x'",
          "<stream:stream>",
          "</stream:stream>",
          " ",
          "\n",
          "\r",
          "\u00fc",
          "\ud83d\ude00",
          "\uffff",
          "\u0000",
          "\ufeff",
          "<1>",
          "\u00d7");

  private final JdkOracle oracle = new JdkOracle();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedStreamsNeverYieldWhatTheJdkParserDoesNotSee(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < STREAMS; i++) {
      byte[] valid = stream(random);
      for (int j = 0; j < MUTATIONS; j++) {
        byte[] mutated = mutate(valid, random);
        if (decodesAsTheOracle(mutated, random)) {
          accepted++;
        } else {
          refused++;
        }
      }
    }
    assertTrue(
        refused > STREAMS && accepted > STREAMS, refused + " refused, " + accepted + " accepted");
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void storedElementsAreParsedOnlyWhenWellFormed(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STREAMS * 10; i++) {
      Element element = new RandomXml(random).element();
      byte[] mutated = mutate(element.toXml().getBytes(StandardCharsets.UTF_8), random);
      String text = new String(mutated, StandardCharsets.UTF_8);
      Optional<Element> parsed = parsed(text);
      if (parsed.isPresent()) {
        String document = Recording.HEADER + text + "</stream:stream>";
        assertEquals(
            Optional.of(List.of(parsed.get())),
            oracle.children(document.getBytes(StandardCharsets.UTF_8)),
            text);
      }
    }
  }

  private static Optional<Element> parsed(String text) {
    try {
      return Optional.of(XmlReader.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] stream(Random random) {
    StringBuilder stream = new StringBuilder(Recording.HEADER);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      stream.append(new RandomXml(random).element().toXml());
      if (random.nextBoolean()) {
        stream.append("\n ");
      }
    }
    return stream.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutate(byte[] valid, Random random) {
    byte[] bytes = valid;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int until = Math.min(bytes.length, at + random.nextInt(12));
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> splice(bytes, at, at, token(random));
            case 1 -> splice(bytes, at, until, token(random));
            case 2 -> splice(bytes, at, until, new byte[0]);
            case 3 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            default -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, until));
          };
    }
    return bytes;
  }

  private static byte[] token(Random random) {
    return new RandomXml(random).pick(TOKENS).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] inserted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(inserted);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /**
   * Whether the stream was taken; fails when the JDK's parser sees other elements, or any fault is
   * another exception.
   */
  private boolean decodesAsTheOracle(byte[] stream, Random random) {
    Progress progress = new Progress();
    Optional<Condition> refusal = progress.decode(stream, random);
    int start = 0;
    while (start < stream.length && stream[start] >= 0 && stream[start] <= ' ') {
      start++; // white space before the XML declaration is tolerated, as the tail of an earlier
      // stream
    }
    String shown = new String(stream, StandardCharsets.UTF_8);
    if (!progress.elements.isEmpty()) {
      byte[] document =
          splice(splice(stream, progress.end, stream.length, CLOSE), 0, start, new byte[0]);
      assertEquals(Optional.of(progress.elements), oracle.children(document), shown);
    }
    // The JDK takes a byte order mark and XML 1.1, RFC 6120 section 11 does not.
    boolean lenient = (stream[start] & 0xFF) == 0xEF || shown.contains("version='1.1'");
    if (!lenient && refusal.equals(Optional.of(Condition.NOT_WELL_FORMED))) {
      assertTrue(
          oracle.children(splice(stream, stream.length, stream.length, CLOSE)).isEmpty(), shown);
    }
    return refusal.isEmpty();
  }

  /** Decodes in random pieces and notes where the last element ended. */
  private static final class Progress extends Recording {
    private final StreamDecoder decoder = new StreamDecoder(StreamLimits.AFTER_AUTHENTICATION);
    private int end;

    Optional<Condition> decode(byte[] stream, Random random) {
      int from = 0;
      try {
        while (from < stream.length) {
          int count = elements.size();
          int length = Math.min(stream.length - from, 1 + random.nextInt(stream.length));
          ByteBuffer piece = ByteBuffer.wrap(stream, from, length);
          decoder.feed(piece, this);
          from = piece.position();
          end = elements.size() > count ? from : end;
        }
        return Optional.empty();
      } catch (StreamException e) {
        return Optional.of(e.error().condition());
      }
    }

    @Override
    public void element(Element element) {
      super.element(element);
      decoder.pause();
    }
  }
}
