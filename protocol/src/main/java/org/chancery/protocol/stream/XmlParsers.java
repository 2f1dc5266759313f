package org.chancery.protocol.stream;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.in.ReaderConfig;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Makes Aalto parsers that know the usual names of XMPP beforehand.
 *
 * <p>A parser hands the names it has learnt back to its factory only when it is closed. The one
 * that reads the usual names is closed; those for peers never are, so no peer can grow a table that
 * others share. They hold nothing but heap, and are simply dropped.
 */
final class XmlParsers {
  /** Names seen in nearly every stream, with the prefixes that they are written with. */
  private static final String USUAL_NAMES =
      """
      <stream:stream xmlns='c' xmlns:stream='s' to='' from='' id='' version='' xml:lang=''>
      <message type=''/><presence/><iq/><error by='' code=''/><body/><subject/><thread parent=''/>
      <show/><status/><priority/><query node='' ver='' queryid=''/><item jid='' name='' subscription=''
      ask='' approved='' affiliation='' role='' nick='' action=''/><group/>
      <c hash='' ext=''/><x stamp=''/><delay/><active/><composing/><paused/><inactive/><gone/>
      <request/><received/><displayed/><markable/><acknowledged/><origin-id/><stanza-id/><occupant-id/>
      <r/><a h=''/><resume previd=''/><resumed/><enable resume='' max=''/><enabled location=''/><failed/>
      <enable/><disable/><sent/><private/><forwarded/><no-store/><no-copy/><no-permanent-store/><store/>
      <field var='' label=''/><value/><option/><reported/><instructions/><title/><required/>
      <set/><first index=''/><last/><before/><after/><count/><index/><fin complete='' stable=''/><result/>
      <auth mechanism=''/><challenge/><response/><success/><abort/><starttls/><proceed/><mechanisms/>
      <mechanism/><authenticate/><initial-response/><user-agent/><software/><device/><continue/><task-data/>
      <bind/><session/><jid/><resource/><tag/><features/><ping/><feature/><identity category=''/>
      <pubsub/><items max_items=''/><publish/><retract notify=''/><subscribe/><unsubscribe/><event/>
      <configure/><data/><metadata/><info bytes='' width='' height='' url=''/><vCard/><PHOTO/><TYPE/><BINVAL/>
      <reactions/><reaction/><replace/><apply-to/><retracted/><moderate/><reason/><reply/><fallback for=''/>
      <start end=''/><end/><reference begin='' uri=''/><encrypted/><header sid='' rid=''/><key/><iv/><payload/>
      <encryption namespace=''/><destroy/><invite/><decline/><password/><history maxchars='' maxstanzas=''
      seconds='' since=''/><url/><desc/><html/><slot/><get/><put/><block/><unblock/><blocklist/>
      </stream:stream>
      """;

  private static final InputFactoryImpl FACTORY = factory();

  private XmlParsers() {}

  /** A parser for one stream or a part of it; not to be closed. */
  static AsyncXMLStreamReader<AsyncByteArrayFeeder> create() {
    return FACTORY.createAsyncForByteArray();
  }

  /** How many names all parsers share. */
  static int sharedNames() {
    ReaderConfig config = FACTORY.getNonSharedConfig(null, null, null, false, false);
    config.setActualEncoding("UTF-8");
    return config.getBBSymbols().size();
  }

  private static InputFactoryImpl factory() {
    InputFactoryImpl factory = new InputFactoryImpl();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
    factory.setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
    try {
      AsyncXMLStreamReader<AsyncByteArrayFeeder> reader = factory.createAsyncForByteArray();
      byte[] names = USUAL_NAMES.getBytes(StandardCharsets.UTF_8);
      reader.getInputFeeder().feedInput(names, 0, names.length);
      while (reader.next() != AsyncXMLStreamReader.EVENT_INCOMPLETE) {
        // only the names matter
      }
      reader.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return factory;
  }
}
