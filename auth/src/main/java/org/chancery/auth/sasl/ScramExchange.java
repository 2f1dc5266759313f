package org.chancery.auth.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Directories;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.auth.Outcome;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.auth.device.DevicePasswords.Candidate;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;

/**
 * SCRAM with and without channel binding, RFC 5802, 7677 and 9266. A name that is not known is led
 * through the whole exchange with made-up keys, does the same work and fails at the same point as a
 * wrong password.
 */
final class ScramExchange implements SaslExchange {

  /**
   * What the exchange runs with.
   *
   * @param hash the hash function
   * @param plus whether the client chose the mechanism with channel binding
   * @param plusOffered whether one with channel binding was offered
   * @param domain the domain whose people log in
   * @param binding what the channel has
   * @param directories where verifiers are
   * @param devices further passwords that people have
   * @param fakes for names that are not known
   * @param serverNonce the server's part of the nonce
   */
  record Setting(
      ScramHash hash,
      boolean plus,
      boolean plusOffered,
      String domain,
      ChannelBinding binding,
      Directories directories,
      Optional<DevicePasswords> devices,
      FakeVerifiers fakes,
      String serverNonce) {}

  private enum State {
    FIRST,
    FINAL,
    DONE
  }

  private final Setting setting;
  private State state = State.FIRST;
  private ClientFirst first;
  private Account account;
  private Verifier verifier;
  private boolean known;
  private List<Candidate> devices = List.of();
  private String serverFirst;

  ScramExchange(Setting setting) {
    this.setting = setting;
  }

  @Override
  public Optional<String> claims(byte[] data) {
    try {
      return state == State.FIRST
          ? Account.named(ClientFirst.parse(Utf8.decode(data)).name(), setting.domain()).key()
          : Optional.empty();
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  @Override
  public Step respond(byte[] data) {
    State now = state;
    state = State.DONE;
    try {
      String message = Utf8.decode(data);
      return switch (now) {
        case FIRST -> begin(ClientFirst.parse(message));
        case FINAL -> finish(ClientFinal.parse(message));
        case DONE -> Failures.malformed("The exchange is over.", attempted());
      };
    } catch (MalformedMessageException e) {
      return Failures.malformed(e.getMessage(), attempted());
    } catch (DirectoryUnreachableException e) {
      return Failures.of(new Outcome.Unreachable(e.getMessage()), attempted());
    }
  }

  private String attempted() {
    return account == null ? "" : account.name();
  }

  private Step begin(ClientFirst message) throws MalformedMessageException {
    first = message;
    account = Account.named(message.name(), setting.domain());
    checkBindingFlag(message);
    if (!account.mayActAs(message.authzid())) {
      return Failures.invalidAuthzid(attempted());
    }
    Verifier fake = setting.fakes().of(setting.hash(), account.seed(), setting.domain());
    Optional<Verifier> real = realVerifier();
    known = real.isPresent();
    verifier = real.orElse(fake);
    devices = devicesWithSalt();
    serverFirst =
        "r="
            + nonce()
            + ",s="
            + Base64.getEncoder().encodeToString(verifier.salt())
            + ",i="
            + verifier.iterations();
    state = State.FINAL;
    return new Challenge(serverFirst.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * RFC 5802 section 6: a client that could bind the channel and was told it can't has met somebody
   * in the middle.
   */
  private void checkBindingFlag(ClientFirst message) throws MalformedMessageException {
    if (setting.plus() != (message.flag() == 'p')) {
      throw new MalformedMessageException("The channel binding flag does not fit the mechanism.");
    }
    if (setting.plus() && !setting.binding().types().contains(message.bindingType())) {
      throw new MalformedMessageException("This type of channel binding was not offered.");
    }
    if (message.flag() == 'y' && setting.plusOffered()) {
      throw new MalformedMessageException(
          "Channel binding was offered, but the offer did not reach the client.");
    }
  }

  private Optional<Verifier> realVerifier() {
    List<Verifier> all = account.address().map(setting.directories()::verifiers).orElse(List.of());
    return all.stream().filter(one -> one.hash().equals(setting.hash().label())).findFirst();
  }

  /** The client hashes with the one salt that it is told; a password of another is not meant. */
  private List<Candidate> devicesWithSalt() {
    return setting.devices().stream()
        .flatMap(all -> account.address().stream().map(owner -> candidates(all, owner)))
        .flatMap(List::stream)
        .filter(one -> one.verifier().iterations() == verifier.iterations())
        .filter(one -> Arrays.equals(one.verifier().salt(), verifier.salt()))
        .toList();
  }

  private List<Candidate> candidates(DevicePasswords all, Jid owner) {
    return all.candidates(owner, setting.hash().label());
  }

  private String nonce() {
    return first.nonce() + setting.serverNonce();
  }

  private Step finish(ClientFinal message) throws MalformedMessageException {
    boolean bound = MessageDigest.isEqual(message.binding(), expectedBinding());
    boolean fresh = message.nonce().equals(nonce());
    String signed = first.bare() + "," + serverFirst + "," + message.withoutProof();
    byte[] authMessage = signed.getBytes(StandardCharsets.UTF_8);
    boolean proved = proves(verifier, message.proof(), authMessage);
    byte[] signature = signature(verifier, authMessage);
    if (known & proved & fresh & bound) {
      return admit(Credential.PASSWORD, signature);
    }
    Optional<Candidate> device =
        devices.stream()
            .filter(one -> fresh && bound && proves(one.verifier(), message.proof(), authMessage))
            .findFirst();
    return device
        .map(one -> admit(one.device(), signature(one.verifier(), authMessage)))
        .orElseGet(
            () ->
                Failures.of(
                    known ? new Outcome.WrongPassword() : new Outcome.Unknown(), attempted()));
  }

  private byte[] signature(Verifier proved, byte[] authMessage) {
    return setting.hash().hmac(proved.serverKey(), authMessage);
  }

  private Step admit(Credential credential, byte[] signature) {
    Jid address = account.address().orElseThrow();
    Outcome outcome =
        credential instanceof DevicePasswords.Used device
            ? device.admit()
            : setting.directories().admit(address, verifier);
    if (!(outcome instanceof Outcome.Ok(var person))) {
      return Failures.of(outcome, attempted());
    }
    String verification = "v=" + Base64.getEncoder().encodeToString(signature);
    return new Success(
        person.address(), verification.getBytes(StandardCharsets.US_ASCII), credential);
  }

  private byte[] expectedBinding() throws MalformedMessageException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(first.header().getBytes(StandardCharsets.UTF_8));
    if (setting.plus()) {
      expected.writeBytes(
          setting
              .binding()
              .data(first.bindingType())
              .orElseThrow(
                  () -> new MalformedMessageException("This channel cannot be bound any more.")));
    }
    return expected.toByteArray();
  }

  private boolean proves(Verifier verifier, byte[] proof, byte[] authMessage) {
    ScramHash hash = setting.hash();
    byte[] clientKey = hash.hmac(verifier.storedKey(), authMessage);
    boolean rightLength = proof.length == clientKey.length;
    for (int i = 0; rightLength && i < clientKey.length; i++) {
      clientKey[i] ^= proof[i];
    }
    return rightLength & MessageDigest.isEqual(hash.hash(clientKey), verifier.storedKey());
  }
}
