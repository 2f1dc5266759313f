package org.chancery.storage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the shape that this version needs: roles first, then Flyway's migrations
 * as the tables' owner.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final String SCHEMA = "chancery";

  private Migrations() {}

  /**
   * Does it as the configured user, or does nothing when there is nothing to do. Several servers
   * may do it at once.
   *
   * @throws StorageException when the user may not, or the database is of a newer version; the
   *     message says what to do
   */
  public static void run(DatabaseConfig config) {
    Credentials user = config.administrator();
    try (Connection connection = DriverManager.getConnection(config.url(), config.driver(user))) {
      connection.setAutoCommit(false);
      RoleSetup.run(config, new Transaction(connection));
      connection.commit();
    } catch (SQLException e) {
      throw new StorageException(
          "can't prepare the database's roles as " + user.user() + ": " + Refusal.of(e), e);
    }
    try {
      Flyway flyway =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(config.url(), user.user(), user.password())
              .initSql("SET ROLE " + config.roles().owner())
              .schemas(SCHEMA)
              .locations("classpath:db/migration")
              .placeholders(config.roles().placeholders())
              .failOnMissingLocations(true)
              .load();
      refuseNewer(flyway.info());
      MigrateResult result = flyway.migrate();
      if (result.migrationsExecuted > 0) {
        LOG.info("the database is at version {} now", result.targetSchemaVersion);
      }
    } catch (FlywayException e) {
      throw new StorageException("can't migrate the database: " + e.getMessage(), e);
    }
  }

  /** Flyway would let it pass. */
  private static void refuseNewer(MigrationInfoService info) {
    for (MigrationInfo applied : info.applied()) {
      if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new StorageException(
            "the database is at version "
                + applied.getVersion()
                + ", which this release does not know: run the newer release, or restore a backup"
                + " from before the upgrade");
      }
    }
  }
}
