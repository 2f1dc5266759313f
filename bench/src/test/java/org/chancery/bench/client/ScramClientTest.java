package org.chancery.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class ScramClientTest {
  private static final Account USER = new Account("user", "localhost", "pencil");

  @Test
  void theExampleOfRfc5802IsReproduced() {
    ScramClient client =
        new ScramClient(Mechanism.SCRAM_SHA_1, USER, new ScramKeys(), "fyko+d2lbbFgONRv9qkxdawL");
    assertEquals("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", client.first());
    assertEquals(
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        client.answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"));
    assertTrue(client.proves("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
    assertFalse(client.proves("v=rmF9pqV8S7suAoZWja4dJRkFsKR="));
  }

  @Test
  void theExampleOfRfc7677IsReproduced() {
    ScramClient client =
        new ScramClient(Mechanism.SCRAM_SHA_256, USER, new ScramKeys(), "rOprNGfwEbeRWgbNEkqO");
    assertEquals(
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        client.answer(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
    assertTrue(client.proves("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  }

  @Test
  void aServerThatSkipsTheProofIsNotBelieved() {
    ScramClient client = new ScramClient(Mechanism.SCRAM_SHA_1, USER, new ScramKeys(), "nonce");
    assertFalse(client.proves(""));
    assertFalse(client.proves("v="));
  }

  @Test
  void aVerifierMadeForAServerFitsTheClient() {
    Account account = new Account("bench1", "localhost", "secret-1");
    ScramVerifier verifier = ScramVerifier.of(account);
    ScramClient client = new ScramClient(Mechanism.SCRAM_SHA_1, account, new ScramKeys(), "abc");
    String serverFirst = "r=abcdef,s=" + verifier.saltBase64() + ",i=" + verifier.iterations();
    String answer = client.answer(serverFirst);
    String exchange = "n=bench1,r=abc," + serverFirst + "," + answer.split(",p=")[0];
    byte[] proof = Base64.getDecoder().decode(answer.split(",p=")[1]);
    byte[] signature = Scram.hmac(Mechanism.SCRAM_SHA_1, verifier.storedKey(), exchange.getBytes());
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    assertEquals(
        verifier.storedKeyBase64(),
        Base64.getEncoder().encodeToString(Scram.digest(Mechanism.SCRAM_SHA_1, proof)));
  }
}
