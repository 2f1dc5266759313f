package org.chancery.protocol.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.chancery.protocol.Element;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.stream.XmlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFormTest {

  @Test
  void aSubmittedFormIsRead() {
    Element x =
        XmlReader.parse(
            "<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE' type='hidden'><value>urn:example</value></field>"
                + "<field var='many'><value>a</value><value>b</value></field>"
                + "<field var='yes'><value>true</value></field></x>");
    DataForm form = DataForm.read(x);

    assertEquals("urn:example", form.formType());
    assertEquals(List.of("a", "b"), form.values("many"));
    assertEquals(Optional.of(true), form.flag("yes"));
    assertEquals(Optional.empty(), form.value("missing"));
  }

  @Test
  void whatIsWrittenIsReadTheSame() {
    DataForm form =
        DataForm.builder(DataForm.Type.FORM, "urn:example")
            .title("Title")
            .instructions("Do it.")
            .add(FormField.choice("one", "One of", "b", "a", "b"))
            .add(FormField.text("line", "Line", "text").mandatory())
            .build();

    assertEquals(form, DataForm.read(form.toElement()));
  }

  @Test
  void aFormWithoutTypeIsRefused() {
    Element x = Element.of("x", DataForm.NAMESPACE);

    assertThrows(StanzaException.class, () -> DataForm.read(x));
  }

  @Test
  void aFlagThatIsNeitherTrueNorFalseIsRefused() {
    DataForm form =
        DataForm.untyped(DataForm.Type.SUBMIT)
            .add(FormField.plain("yes", List.of("maybe")))
            .build();

    assertThrows(StanzaException.class, () -> form.flag("yes"));
  }

  @Test
  void thePageRequestForTheLastPageGoesBackwards() {
    Element query =
        XmlReader.parse(
            "<query xmlns='urn:x'><set xmlns='http://jabber.org/protocol/rsm'>"
                + "<max>10</max><before/></set></query>");
    PageRequest page = PageRequest.in(query).orElseThrow();

    assertEquals(Optional.of(""), page.before());
    assertEquals(OptionalInt.of(10), page.max());
    assertEquals(5, page.limit(5));
  }

  @Test
  void aPageSizeThatIsNoNumberIsRefused() {
    Element query =
        XmlReader.parse(
            "<query xmlns='urn:x'><set xmlns='http://jabber.org/protocol/rsm'>"
                + "<max>1 OR 1=1</max></set></query>");

    assertThrows(StanzaException.class, () -> PageRequest.in(query));
  }

  @Test
  void aPageTellsWhereItBeginsAndEnds() {
    PageResult page =
        new PageResult(Optional.of("a"), OptionalLong.of(3), Optional.of("b"), OptionalLong.of(9));

    assertEquals(
        XmlReader.parse(
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='3'>a</first>"
                + "<last>b</last><count>9</count></set>"),
        page.toElement());
  }

  private static DataForm submitted(String field, String... values) {
    return DataForm.untyped(DataForm.Type.SUBMIT)
        .add(FormField.plain(field, List.of(values)))
        .build();
  }

  private static void assertRefused(Condition condition, Executable reading) {
    assertEquals(condition, assertThrows(StanzaException.class, reading).error().condition());
  }

  @Test
  void anotherElementIsNoForm() {
    assertRefused(
        Condition.BAD_REQUEST, () -> DataForm.read(XmlReader.parse("<x xmlns='u' type='form'/>")));
  }

  @Test
  void aTextOfSeveralLinesBecomesAsManyValues() {
    FormField field = FormField.lines("text", "", List.of("a\nb", "c"));
    assertEquals(List.of("a", "b", "c"), field.values());
  }

  @Test
  void aTableHasItsColumnsAndRows() {
    Element table =
        DataForm.table(
            "urn:example",
            "People",
            List.of(FormField.of("jid-single", "jid", "Address", List.of())),
            List.of(List.of(FormField.plain("jid", List.of("a@example.com")))));
    assertEquals(
        XmlReader.parse(
            "<x xmlns='jabber:x:data' type='result'><title>People</title>"
                + "<field var='FORM_TYPE' type='hidden'><value>urn:example</value></field>"
                + "<reported><field var='jid' type='jid-single' label='Address'/></reported>"
                + "<item><field var='jid'><value>a@example.com</value></field></item></x>"),
        table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+1", "", "1.5", "x", "\u0661"})
  void aPlaceThatIsNoNumberIsABadRequest(String index) {
    Element query =
        Element.builder("query", "urn:x")
            .add(Element.builder("set", PageRequest.NAMESPACE).add("index", index).build())
            .build();
    assertRefused(Condition.BAD_REQUEST, () -> PageRequest.in(query));
  }

  @Test
  void aPageMayBeLargerThanTheServerGives() {
    Element query =
        Element.builder("query", "urn:x")
            .add(
                Element.builder("set", PageRequest.NAMESPACE)
                    .add("max", "99999999999999999999")
                    .add("after", "a")
                    .build())
            .build();
    PageRequest page = PageRequest.in(query).orElseThrow();
    assertEquals(50, page.limit(50));
    assertEquals(Optional.of("a"), page.after());
    assertFalse(page.backwards());
    assertEquals(50, PageRequest.FIRST.limit(50));
    assertEquals(Optional.empty(), PageRequest.in(Element.of("query", "urn:x")));
  }
}
