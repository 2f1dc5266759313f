package org.chancery.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.Namespaces;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.disco.CapsHash;

/**
 * Somebody's client in a conversation. {@code receives} looks at the next element that is of the
 * same kind as the expected one (message, presence, iq, ...), skipping other kinds, and compares
 * it: every attribute, child and text that the expectation names must be there, in that order; what
 * it does not name is ignored. {@code '*'} matches any value.
 */
public final class TestClient implements AutoCloseable {
  private static final long SECONDS = TestServer.patience().toSeconds();
  private static final AtomicLong PINGS = new AtomicLong();

  private final Jid address;
  private final MemoryConnection connection;
  private final List<Element> skipped = new ArrayList<>();
  private long stanzasTaken;

  TestClient(Jid address, MemoryConnection connection) {
    this.address = address;
    this.connection = connection;
  }

  /** Opens a stream and takes the features. */
  public Element opensStream() {
    connection.opens(address.domain());
    return next(element -> element.name().equals("features"), "stream features");
  }

  /** Begins to log in; returns the challenge, success or failure. */
  public Element authenticates(String mechanism, byte[] initial) {
    sends(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='%s'>%s</auth>"
            .formatted(mechanism, Base64.getEncoder().encodeToString(initial)));
    return next(element -> element.namespace().equals(Namespaces.SASL), "SASL");
  }

  /** Answers a challenge; returns the next one, success or failure. */
  public Element responds(byte[] data) {
    String text = data.length == 0 ? "=" : Base64.getEncoder().encodeToString(data);
    sends("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + text + "</response>");
    return next(element -> element.namespace().equals(Namespaces.SASL), "SASL");
  }

  void logsIn() {
    authenticates();
    isLetIn();
  }

  /** Waits until the password has been accepted. */
  public void isLetIn() {
    next(element -> element.name().equals("success"), "SASL success");
    connection.opens(address.domain());
    next(element -> element.name().equals("features"), "stream features");
  }

  /** Offers the usual password and does not wait for the answer. */
  void authenticates() {
    connection.opens(address.domain());
    next(element -> element.name().equals("features"), "stream features");
    String plain = "\0" + address.local() + "\0" + TestServer.PASSWORD;
    String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    sends(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + encoded + "</auth>");
  }

  /** The condition (RFC 6120 section 6.5) with which the server refuses the password. */
  String refusal() {
    return receives("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
        .children()
        .getFirst()
        .name();
  }

  /** Binds the resource of the address. */
  public void binds() {
    if (!triesToBind()) {
      throw new AssertionError(address + " could not bind");
    }
  }

  boolean triesToBind() {
    sends(
        """
        <iq type='set' id='bind'>
          <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>%s</resource></bind>
        </iq>
        """
            .formatted(address.resource()));
    return receives("<iq id='bind'/>").attribute("type").filter("result"::equals).isPresent();
  }

  /** The full address. */
  public Jid address() {
    return address;
  }

  /** Sends an element; stanzas are in {@code jabber:client}. */
  public TestClient sends(String xml) {
    connection.sends(xml.strip());
    return this;
  }

  /** Sends initial presence and waits until the server has handled it. */
  public TestClient comesOnline() {
    sends("<presence/>");
    receives("<presence from='%s'/>".formatted(address));
    return settles(); // from here on it is sent messages that don't wait for anybody
  }

  /** Takes the next element of the expected one's kind and compares. Returns what came. */
  public Element receives(String expected) {
    Element wanted = XmlReader.parse(expected.strip());
    Element actual = next(element -> element.is(wanted.name(), wanted.namespace()), expected);
    Optional<String> difference = XmlMatch.difference(wanted, actual);
    if (difference.isPresent()) {
      throw new AssertionError(
          address
              + " expected\n  "
              + expected
              + "\nbut received\n  "
              + actual
              + "\n"
              + difference.get());
    }
    return actual;
  }

  /** Asserts that nothing of this name comes before the server has answered a ping sent now. */
  public void receivesNo(String name) {
    for (Element element : elementsUntilPong()) {
      if (element.name().equals(name)) {
        throw new AssertionError(address + " expected no " + name + " but received\n  " + element);
      }
    }
  }

  /**
   * Everything that comes before the server has answered a ping sent now; what was skipped before
   * included.
   */
  public List<Element> elementsUntilPong() {
    String id = "pong-" + PINGS.incrementAndGet();
    sends(
        "<iq type='get' id='%s' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
            .formatted(id, address.domain()));
    List<Element> seen = new ArrayList<>(skipped);
    skipped.clear();
    while (true) {
      Element element = poll("the answer to a ping");
      if (element.attribute("id").filter(id::equals).isPresent()) {
        return seen;
      }
      seen.add(element);
    }
  }

  /** Waits until the server has handled what was sent so far; what comes meanwhile is kept. */
  public TestClient settles() {
    skipped.addAll(elementsUntilPong());
    return this;
  }

  /**
   * Sends presence whose capabilities (XEP-0115) say that the client wants to be notified of these
   * nodes, and answers if the server asks what they are.
   */
  public TestClient isInterestedIn(String... nodes) {
    StringBuilder info =
        new StringBuilder("<query xmlns='http://jabber.org/protocol/disco#info'>")
            .append("<identity category='client' type='pc'/>");
    for (String node : nodes) {
      info.append("<feature var='").append(node).append("+notify'/>");
    }
    info.append("</query>");
    String ver = CapsHash.sha1(XmlReader.parse(info.toString()).children());
    sends(
        "<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:t' ver='%s'/></presence>"
            .formatted(ver));
    settles();
    for (Element element : List.copyOf(skipped)) {
      if (element.child("query", "http://jabber.org/protocol/disco#info").isPresent()) {
        skipped.remove(element);
        sends(
            "<iq type='result' id='%s' to='%s'>%s</iq>"
                .formatted(
                    element.attribute("id").orElseThrow(),
                    element.attribute("from").orElseThrow(),
                    info));
      }
    }
    return settles();
  }

  private Element next(Predicate<Element> wanted, String description) {
    for (int i = 0; i < skipped.size(); i++) {
      if (wanted.test(skipped.get(i))) {
        return skipped.remove(i);
      }
    }
    while (true) {
      Element element = poll(description);
      if (wanted.test(element)) {
        return element;
      }
      skipped.add(element);
    }
  }

  /** How many stanzas this client has taken from the network: what stream management counts. */
  public long stanzasTaken() {
    return stanzasTaken;
  }

  /** Takes the next element, whatever it is. */
  public Element takesNext() {
    return next(element -> true, "anything");
  }

  /** Takes what has arrived, at most so many elements, without waiting. */
  public List<Element> takes(int most) {
    List<Element> taken = new ArrayList<>(skipped);
    skipped.clear();
    try {
      for (int i = 0; i < most; i++) {
        Optional<Element> element = connection.next(0, TimeUnit.SECONDS);
        if (element.isEmpty()) {
          break;
        }
        taken.add(counted(element.get()));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    return taken;
  }

  private Element counted(Element element) {
    if (element.namespace().equals(Namespaces.CLIENT)) {
      stanzasTaken++;
    }
    return element;
  }

  private Element poll(String description) {
    try {
      return connection
          .next(SECONDS, TimeUnit.SECONDS)
          .map(this::counted)
          .orElseThrow(
              () ->
                  new AssertionError(
                      address
                          + " waited in vain for\n  "
                          + description
                          + "\nreceived besides\n  "
                          + skipped));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Says nothing for so long that the server lets the stream's thread end. */
  public void restsForAWhile() {
    try {
      if (!connection.fallsQuiet(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(address + ": the stream does not rest");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The network goes without a word. */
  public void losesConnection() {
    connection.breaks();
  }

  /** Closes the stream properly and waits until the server has, too. */
  public void logsOut() {
    connection.closesStream();
    isDisconnected();
  }

  /** Waits until the server has closed the connection. */
  public void isDisconnected() {
    try {
      if (!connection.awaitClosed(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(address + " is still connected");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * The network goes, and the server has noticed: a session that can't be resumed is over. Nobody
   * is told later.
   */
  @Override
  public void close() {
    losesConnection();
    isDisconnected();
  }
}
