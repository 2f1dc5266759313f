package org.chancery.server.admin;

import org.chancery.server.config.Settings;
import org.chancery.server.database.StorageConfig;
import org.chancery.storage.DatabaseConfig;
import org.chancery.storage.record.SigningKey;
import picocli.CommandLine.Command;

/** Prints the public key that whoever verifies the record should be given. */
@Command(
    name = "key",
    description = {
      "Prints the public key that checks the signatures of the record, in base 64.",
      "Give it to whoever is to verify, and keep a copy where this machine's administrators cannot"
          + " change it."
    },
    mixinStandardHelpOptions = true)
final class AuditKeyCommand extends ConfiguredCommand {

  @Override
  public Integer call() {
    Settings settings = options.load();
    StorageConfig storage = StorageConfig.from(settings);
    settings.requireValid();
    SigningKey key = SigningKey.readOrCreate(DatabaseConfig.secretsIn(storage.dataDir()));
    println(key.publicKey().text());
    return 0;
  }
}
