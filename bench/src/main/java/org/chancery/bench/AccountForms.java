package org.chancery.bench;

import java.util.HexFormat;
import org.chancery.bench.client.Account;
import org.chancery.bench.client.ScramVerifier;

/** One account as each server wants it, with a SCRAM-SHA-1 verifier where it keeps one. */
final class AccountForms {
  private AccountForms() {}

  static String csv(Account account) {
    return account.address() + "," + account.password();
  }

  static String prosody(Account account) {
    ScramVerifier verifier = ScramVerifier.of(account);
    return """
    return {
      ["salt"] = "%s";
      ["iteration_count"] = %d;
      ["stored_key"] = "%s";
      ["server_key"] = "%s";
    };
    """
        .formatted(
            verifier.salt(),
            verifier.iterations(),
            hex(verifier.storedKey()),
            hex(verifier.serverKey()));
  }

  static String ejabberd(Account account) {
    ScramVerifier verifier = ScramVerifier.of(account);
    return "INSERT INTO users (username, password, serverkey, salt, iterationcount) VALUES"
        + " ('%s', '%s', '%s', '%s', %d);"
            .formatted(
                account.localpart(),
                verifier.storedKeyBase64(),
                verifier.serverKeyBase64(),
                verifier.saltBase64(),
                verifier.iterations());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
