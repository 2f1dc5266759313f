package org.chancery.interop.raw;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something that must not be sent inside a stream, and what RFC 6120 answers it with.
 *
 * @param name for reports
 * @param bytes what is sent
 * @param condition the stream error that must come back
 */
record BadInput(String name, byte[] bytes, String condition) {
  /** Stands in all that is sent, so that a log can be searched for it. */
  static final String MARK = "zzattack".repeat(30);

  private static final String NOT_WELL_FORMED = "not-well-formed";
  private static final String RESTRICTED = "restricted-xml";
  private static final String POLICY = "policy-violation";

  @Override
  public String toString() {
    return name;
  }

  /** What is refused whether or not the sender has logged in. */
  static List<BadInput> atAnyTime() {
    return List.of(
        text("a closing tag that fits no opening", "<iq><a>" + MARK + "</b></iq>", NOT_WELL_FORMED),
        text("an attribute twice", "<iq id='" + MARK + "' id='2'/>", NOT_WELL_FORMED),
        text("an attribute without quotes", "<iq id=" + MARK + "/>", NOT_WELL_FORMED),
        text("an unescaped < in an attribute", "<iq id='<" + MARK + "'/>", NOT_WELL_FORMED),
        text("an undeclared prefix", "<iq><x:" + MARK + "/></iq>", NOT_WELL_FORMED),
        text("an undeclared prefix of an attribute", "<iq x:a='" + MARK + "'/>", NOT_WELL_FORMED),
        text("a control character", "<iq id='\u0001" + MARK + "'/>", NOT_WELL_FORMED),
        text("a reference to U+0000", "<iq id='" + MARK + "&#0;'/>", NOT_WELL_FORMED),
        text("a reference to a surrogate", "<iq id='" + MARK + "&#xD800;'/>", NOT_WELL_FORMED),
        text(
            "the end of a CDATA section in text",
            "<iq><a>" + MARK + "]]></a></iq>",
            NOT_WELL_FORMED),
        text("a document type", "<!DOCTYPE " + MARK + " [<!ENTITY a 'b'>]><iq/>", RESTRICTED),
        text("a comment", "<iq><!-- " + MARK + " --></iq>", RESTRICTED),
        text("a processing instruction", "<iq><?" + MARK + " x?></iq>", RESTRICTED),
        text("an entity of one's own", "<iq><a>&" + MARK + ";</a></iq>", RESTRICTED),
        text("text between stanzas", MARK, "bad-format"),
        bytes("a lone continuation byte", "unsupported-encoding", 0x80),
        bytes("an overlong NUL", "unsupported-encoding", 0xC0, 0x80),
        bytes("a surrogate in UTF-8", "unsupported-encoding", 0xED, 0xA0, 0x80),
        bytes("a character beyond Unicode", "unsupported-encoding", 0xF5, 0x80, 0x80, 0x80),
        bytes("a character cut short", "unsupported-encoding", 0xE2, 0x82, '<'),
        text("ten thousand levels", "<iq id='" + MARK + "'>" + "<a>".repeat(10_000), POLICY),
        text("ten thousand attributes", "<iq " + attributes() + "/>", POLICY),
        text("ten thousand namespaces", "<iq " + namespaces() + "/>", POLICY));
  }

  /** What is too large even for somebody who has logged in. */
  static List<BadInput> oversized() {
    return List.of(
        text("a stanza of 5 MB of text", "<message><body>" + megabytes(5), POLICY),
        text("an attribute of 5 MB", "<message id='" + megabytes(5), POLICY),
        text("a name of 5 MB", "<" + megabytes(5), POLICY),
        text("5 MB of white space in a stanza", "<message>" + " ".repeat(5 << 20), POLICY));
  }

  private static String megabytes(int count) {
    return "z".repeat(count << 20);
  }

  private static String attributes() {
    StringBuilder text = new StringBuilder("id='" + MARK + "'");
    for (int i = 0; i < 10_000; i++) {
      text.append(" a").append(i).append("=''");
    }
    return text.toString();
  }

  private static String namespaces() {
    StringBuilder text = new StringBuilder("id='" + MARK + "'");
    for (int i = 0; i < 10_000; i++) {
      text.append(" xmlns:a").append(i).append("='b'");
    }
    return text.toString();
  }

  private static BadInput text(String name, String text, String condition) {
    return new BadInput(name, text.getBytes(StandardCharsets.UTF_8), condition);
  }

  private static BadInput bytes(String name, String condition, int... middle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("<iq><a>" + MARK).getBytes(StandardCharsets.UTF_8));
    for (int each : middle) {
      bytes.write(each);
    }
    bytes.writeBytes("</a></iq>".getBytes(StandardCharsets.UTF_8));
    return new BadInput(name, bytes.toByteArray(), condition);
  }
}
