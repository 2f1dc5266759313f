package org.chancery.bench.client;

import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.chancery.protocol.Namespaces;

/** A log-in from the first byte to the bound, and if wanted available, session. */
final class Negotiation implements Receiver {
  private static final String READY = "ready";

  private final Connector connector;
  private final Account account;
  private final Arrival arrival;
  private final Promise<Client> done;
  private Client client;
  private Optional<ScramClient> scram = Optional.empty();
  private boolean secure;
  private boolean authenticated;

  Negotiation(Connector connector, Account account, Arrival arrival, Promise<Client> done) {
    this.connector = connector;
    this.account = account;
    this.arrival = arrival;
    this.done = done;
  }

  void begin(Client started) {
    client = started;
    secure = connector.endpoint().directTls();
    open();
  }

  private void open() {
    client.send(
        "<?xml version='1.0'?><stream:stream to='"
            + connector.endpoint().domain()
            + "' xmlns='"
            + Namespaces.CLIENT
            + "' xmlns:stream='"
            + Namespaces.STREAM
            + "' version='1.0'>");
  }

  @Override
  public void stanza(Stanza stanza) {
    if (stanza.named("stream:features")) {
      features(stanza);
    } else if (stanza.named("proceed")) {
      startTls();
    } else if (stanza.named("challenge")) {
      challenge(stanza);
    } else if (stanza.named("success")) {
      success(stanza);
    } else if (stanza.named("iq")) {
      iq(stanza);
    } else if (stanza.named("failure") || stanza.named("stream:error")) {
      fail("the server said " + stanza);
    }
  }

  private void features(Stanza features) {
    if (!secure) {
      client.send("<starttls xmlns='" + Namespaces.TLS + "'/>");
    } else if (!authenticated) {
      authenticate(features);
    } else {
      client.send(
          "<iq type='set' id='bind'><bind xmlns='"
              + Namespaces.BIND
              + "'><resource>"
              + arrival.resource()
              + "</resource></bind></iq>");
    }
  }

  private void startTls() {
    client.restart();
    client.secure(connector.tls());
    secure = true;
    open();
  }

  private void authenticate(Stanza features) {
    Mechanism mechanism = connector.endpoint().mechanism();
    if (!features.contains(">" + mechanism.wireName() + "<")) {
      fail("the server does not offer " + mechanism.wireName() + ": " + features);
      return;
    }
    String first;
    if (mechanism.isScram()) {
      String nonce = Long.toHexString(ThreadLocalRandom.current().nextLong());
      ScramClient exchange = new ScramClient(mechanism, account, connector.keys(), nonce);
      scram = Optional.of(exchange);
      first = exchange.first();
    } else {
      first = "\0" + account.localpart() + "\0" + account.password();
    }
    client.send(
        "<auth xmlns='"
            + Namespaces.SASL
            + "' mechanism='"
            + mechanism.wireName()
            + "'>"
            + encode(first)
            + "</auth>");
  }

  private void challenge(Stanza stanza) {
    String answer = scram.map(exchange -> exchange.answer(decode(stanza.text()))).orElse("");
    client.send("<response xmlns='" + Namespaces.SASL + "'>" + encode(answer) + "</response>");
  }

  private void success(Stanza stanza) {
    if (scram.isPresent() && !scram.get().proves(decode(stanza.text()))) {
      fail("the server did not prove that it knows the password's verifier");
      return;
    }
    scram = Optional.empty();
    authenticated = true;
    client.restart();
    open();
  }

  private void iq(Stanza stanza) {
    if (stanza.attribute("id").equals(Optional.of(READY))) {
      finish();
      return;
    }
    if (!stanza.typed("result")) {
      fail("no resource was bound: " + stanza);
      return;
    }
    client.bound(stanza.child("jid").orElse(account.address()));
    if (arrival.available()) {
      // The answer to the ping says that the presence before it was taken in.
      client.send("<presence/>");
      client.send(
          "<iq type='get' id='"
              + READY
              + "' to='"
              + connector.endpoint().domain()
              + "'><ping xmlns='urn:xmpp:ping'/></iq>");
    } else {
      finish();
    }
  }

  private void finish() {
    client.receiver(stanza -> {});
    done.trySuccess(client);
  }

  @Override
  public void ended() {
    done.tryFailure(new LogInException(account.address() + ": the connection ended in log-in"));
  }

  private void fail(String reason) {
    done.tryFailure(new LogInException(account.address() + ": " + reason));
    client.close();
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
