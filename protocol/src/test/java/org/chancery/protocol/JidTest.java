package org.chancery.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {

  /** RFC 7622 section 3.5, table 1, and number 18 of table 2, which the errata make valid. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "juliet@example.com,juliet,example.com,''",
        "juliet@example.com/foo,juliet,example.com,foo",
        "juliet@example.com/foo bar,juliet,example.com,foo bar",
        "juliet@example.com/foo@bar,juliet,example.com,foo@bar",
        "foo\\20bar@example.com,foo\\20bar,example.com,''",
        "fussball@example.com,fussball,example.com,''",
        "fu\u00dfball@example.com,fu\u00dfball,example.com,''",
        "\u03c0@example.com,\u03c0,example.com,''",
        "\u03a3@example.com/foo,\u03c3,example.com,foo",
        "\u03c3@example.com/foo,\u03c3,example.com,foo",
        "\u03c2@example.com/foo,\u03c2,example.com,foo",
        "king@example.com/\u265a,king,example.com,\u265a",
        "example.com,'',example.com,''",
        "example.com/foobar,'',example.com,foobar",
        "a.example.com/b@example.net,'',a.example.com,b@example.net",
        "juliet@example.com/ foo,juliet,example.com, foo",
      })
  void theExamplesOfTheRfcAreAddresses(
      String address, String local, String domain, String resource) {
    Jid jid = Jid.of(address);
    assertEquals(local, jid.local());
    assertEquals(domain, jid.domain());
    assertEquals(resource, jid.resource());
    assertEquals(jid, Jid.of(jid.toString()));
    assertEquals(jid, Jid.of(local, domain, resource));
  }

  /** RFC 7622 section 3.5, table 2, and what its rules imply. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"juliet\"@example.com",
        "foo bar@example.com",
        "@example.com/",
        "@example.com",
        "henry\u2163@example.com",
        "\u265a@example.com",
        "juliet@",
        "/foobar",
        "",
        "/",
        "@",
        "@/",
        "juliet@/foobar",
        "example.com/",
        "juliet@example.com/",
        "a@b@example.com",
        "a&b@example.com",
        "a'b@example.com",
        "a:b@example.com",
        "a<b@example.com",
        "a>b@example.com",
        "a\u0000@example.com",
        "a\u007f@example.com",
        "a\tb@example.com",
        "\u00ad@example.com",
        "a\u200bb@example.com",
        "a\u200db@example.com",
        "a\u00b7b@example.com",
        "\u0661\u06f1x@example.com",
        "1\u05d0@example.com",
        "\u05d0a@example.com",
        "a\u2028@example.com",
        "a\ud800@example.com",
        "\ud83d\ude00@example.com",
        "\u0378@example.com",
        "a@example.com/\u0000",
        "a@example.com/\n",
        "a@example.com/x\u007f",
        "a@example.com/\u200b\u00e9",
        "a@example.com/\ud800",
        "a@example.com/\u202e",
        "\uff20@example.com",
        "a\uff1cb@example.com",
        "a@\u2163\u266a.example"
      })
  void whatTheRulesForbidIsNoAddress(String address) {
    assertThrows(JidException.class, () -> Jid.of(address));
  }

  @ParameterizedTest
  @CsvSource({
    "Juliet@Example.COM/Balcony,juliet@example.com/Balcony",
    "\uff21\uff4c\uff49\uff43\uff45@example.com,alice@example.com",
    "Re\u0301mi@example.com/Re\u0301mi,r\u00e9mi@example.com/R\u00e9mi",
    "\u212bngstr\u00f6m@example.com,\u00e5ngstr\u00f6m@example.com",
    "a@example.com/x\u00a0y,a@example.com/x y",
    "gal\u00b7la@example.com,gal\u00b7la@example.com",
    "\u30ab\u30fb\u30ab@example.com,\u30ab\u30fb\u30ab@example.com",
    "\u0915\u094d\u200d\u0937@example.com,\u0915\u094d\u200d\u0937@example.com",
    "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc@example.com,\u0646\u0627\u0645\u0647\u200c\u0627\u06cc@example.com",
    "\u05d0\u05f3@example.com,\u05d0\u05f3@example.com",
    "\u05d01@example.com,\u05d01@example.com",
    "\u0958@example.com,\u0915\u093c@example.com",
    "a@example.com/Anna \u00b7 Handy,a@example.com/Anna \u00b7 Handy",
  })
  void equalAddressesHaveOneForm(String address, String normal) {
    assertEquals(normal, Jid.of(address).toString());
    assertEquals(Jid.of(address), Jid.of(normal));
  }

  @ParameterizedTest
  @CsvSource({
    "EXAMPLE.com.,example.com",
    "127.0.0.1,127.0.0.1",
    "[::1],[::1]",
    "[2001:DB8::A],[2001:db8::a]",
    "my_container,my_container",
    "r3---sn.example,r3---sn.example",
    "fa\u00df.de,fa\u00df.de",
    "FASS.de,fass.de",
    "xn--fa-hia.de,fa\u00df.de",
    "B\u00dcCHER.example,b\u00fccher.example",
    "xn--bcher-kva.example,b\u00fccher.example",
    "bu\u0308cher\u3002example,b\u00fccher.example",
    "\u05d0.example,\u05d0.example",
    "\u4f8b\u3048.\u30c6\u30b9\u30c8,\u4f8b\u3048.\u30c6\u30b9\u30c8",
  })
  void domainsHaveOneForm(String domain, String normal) {
    assertEquals(normal, Jid.of(domain).domain());
    assertEquals(normal, Jid.of(normal).domain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "..",
        ".example",
        "example..com",
        "example.com..",
        "-a.example",
        "a-.example",
        "a b",
        "a!b",
        "a/b@c d",
        "[::1",
        "[1.2.3.4]",
        "[::1%eth0]",
        "[x]",
        "[]",
        "[:::1]",
        "xn--a.example",
        "xn--\u00fc.example",
        "\u05d0a.example",
        "\u266a.example",
        "\ud800.example",
        "\u00fc..example",
        "a:1",
        "xn--.example",
        "\u00fc b.example"
      })
  void whatIsNoHostNameIsNoDomain(String domain) {
    assertThrows(JidException.class, () -> Jid.of("", domain, ""));
  }

  @Test
  void labelsOfMoreThan63BytesAreNoDomain() {
    assertTrue(Jid.of("a".repeat(63) + ".example").isDomain());
    assertThrows(JidException.class, () -> Jid.of("a".repeat(64) + ".example"));
    assertThrows(JidException.class, () -> Jid.of("\u00fc".repeat(60) + ".example"));
  }

  @Test
  void eachPartMayHave1023BytesAndNoMore() {
    String domain = "aaaaaaa.".repeat(127) + "aaaaaaa";
    assertEquals(1023, domain.length());
    assertEquals(3071, Jid.of("l".repeat(1023), domain, "r".repeat(1023)).toString().length());

    assertThrows(JidException.class, () -> Jid.of("l".repeat(1024), domain, ""));
    assertThrows(JidException.class, () -> Jid.of("", "a" + domain, ""));
    assertThrows(JidException.class, () -> Jid.of("", domain, "r".repeat(1024)));
    assertThrows(JidException.class, () -> Jid.of("\u00fc".repeat(512), domain, ""));
    assertEquals(511, Jid.of("\u00fc".repeat(511), domain, "").local().length());
    assertThrows(JidException.class, () -> Jid.of("", domain, "\u265a".repeat(342)));
    assertEquals(341, Jid.of("", domain, "\u265a".repeat(341)).resource().length());
    assertThrows(JidException.class, () -> Jid.of("", domain, "\ud83d\ude00".repeat(256)));
    assertThrows(JidException.class, () -> Jid.of("x".repeat(5_000_000)));
  }

  @Test
  void theMessageOfARefusalIsShort() {
    String message =
        assertThrows(JidException.class, () -> Jid.of("\u265a".repeat(900) + "@example.com"))
            .getMessage();
    assertTrue(message.length() < 100, message);
  }

  @Test
  void thePartsOfAnAddressCanBeTakenAndChanged() {
    Jid full = Jid.of("romeo@example.net/orchard");
    assertTrue(full.isFull());
    assertEquals(Jid.of("romeo@example.net"), full.bare());
    assertSame(full.bare(), full.bare());
    assertSame(full.bare(), full.bare().bare());
    assertEquals(Jid.of("example.net"), full.domainOnly());
    assertEquals(
        Jid.of("romeo@example.net/Gr\u00fc\u00dfe"), full.withResource("Gru\u0308\u00dfe"));
    assertThrows(JidException.class, () -> full.withResource(""));
    assertEquals("orchard", full.optionalResource().orElseThrow());
    assertTrue(full.bare().optionalResource().isEmpty());
    assertNotEquals(full, full.bare());
    assertTrue(full.bare().compareTo(full) < 0);
    assertEquals(full.hashCode(), Jid.of("ROMEO@example.net/orchard").hashCode());
  }
}
