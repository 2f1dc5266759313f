package org.chancery.auth.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.chancery.auth.Directories;
import org.chancery.auth.FakeDirectory;
import org.chancery.auth.sasl.SaslExchange.Challenge;
import org.chancery.auth.sasl.SaslExchange.Success;
import org.chancery.storage.AccountStore.Verifier;
import org.junit.jupiter.api.Test;

class ScramVectorsTest {

  @Test
  void theExchangeOfRfc5802IsReproduced() {
    String client = "fyko+d2lbbFgONRv9qkxdawL";
    String nonce = client + "3rfcNHYJY1ZVvWVs7j";
    SaslExchange exchange = exchange(ScramHash.SHA_1, "QSXCR+Q6sek8bf92", "3rfcNHYJY1ZVvWVs7j");
    assertEquals(
        "r=" + nonce + ",s=QSXCR+Q6sek8bf92,i=4096", challenge(exchange, "n,,n=user,r=" + client));
    assertEquals(
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        success(exchange, "c=biws,r=" + nonce + ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
  }

  @Test
  void theExchangeOfRfc7677IsReproduced() {
    String client = "rOprNGfwEbeRWgbNEkqO";
    String server = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    String nonce = client + server;
    SaslExchange exchange = exchange(ScramHash.SHA_256, "W22ZaJ0SNY7soEsUEjb6gQ==", server);
    assertEquals(
        "r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        challenge(exchange, "n,,n=user,r=" + client));
    assertEquals(
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        success(exchange, "c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
  }

  @Test
  void theTestClientReproducesTheExchangeOfRfc7677() {
    ScramClient client =
        ScramClient.of("SCRAM-SHA-256", "user", "pencil").nonce("rOprNGfwEbeRWgbNEkqO").build();
    assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", text(client.first()));
    String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    byte[] challenge = bytes("r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assertEquals(
        "c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        text(client.respond(challenge)));
    assertEquals(true, client.accepts(bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
    assertEquals(false, client.accepts(bytes("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
  }

  @Test
  void thePublishedVectorsOfPbkdf2Hold() {
    assertEquals(
        "4b007901b765489abead49d926f721d065a429c1", hex(ScramHash.SHA_1, "password", "salt", 4096));
    assertEquals(
        "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a",
        hex(ScramHash.SHA_256, "password", "salt", 4096));
    assertEquals(
        "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
            + "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5",
        hex(ScramHash.SHA_512, "password", "salt", 4096));
  }

  @Test
  void longPasswordsAreStretchedAsTheJdkDoes() throws Exception {
    for (ScramHash hash : ScramHash.values()) {
      for (int length : new int[] {1, 63, 64, 65, 127, 128, 129, 500}) {
        String password = "x".repeat(length);
        byte[] salt = bytes("salt of some length " + length);
        String name = "PBKDF2WithHmac" + hash.label().replace("-", "");
        byte[] expected =
            SecretKeyFactory.getInstance(name)
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 17, hash.length() * 8))
                .getEncoded();
        assertArrayEquals(
            expected, Pbkdf2.stretch(hash, bytes(password), salt, 17), name + " " + length);
      }
    }
  }

  private static SaslExchange exchange(ScramHash hash, String salt, String serverNonce) {
    Verifier verifier =
        ScramVerifiers.derive(hash, bytes("pencil"), Base64.getDecoder().decode(salt), 4096);
    FakeDirectory directory =
        new FakeDirectory("local", true).with("user@localhost", List.of(verifier));
    return new ScramExchange(
        new ScramExchange.Setting(
            hash,
            false,
            false,
            "localhost",
            ChannelBinding.none(),
            new Directories(Map.of("localhost", List.of(directory))),
            Optional.empty(),
            new FakeVerifiers(new byte[16], 4096),
            serverNonce));
  }

  private static String challenge(SaslExchange exchange, String message) {
    return exchange.respond(bytes(message)) instanceof Challenge(byte[] data)
        ? text(data)
        : "no challenge";
  }

  private static String success(SaslExchange exchange, String message) {
    return exchange.respond(bytes(message)) instanceof Success(_, byte[] data, _)
        ? text(data)
        : "no success";
  }

  private static String hex(ScramHash hash, String password, String salt, int iterations) {
    return HexFormat.of().formatHex(Pbkdf2.stretch(hash, bytes(password), bytes(salt), iterations));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
