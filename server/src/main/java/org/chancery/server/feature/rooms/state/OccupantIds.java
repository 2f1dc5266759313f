package org.chancery.server.feature.rooms.state;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.chancery.protocol.Jid;

/**
 * Ids of people in one room: always the same for the same person, different in every room, and of
 * no use to find out who it is (XEP-0421 section 4.1). Thread-safe.
 */
final class OccupantIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 20;

  private final SecretKeySpec key;

  OccupantIds(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  String of(Jid person) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal(person.bare().toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
