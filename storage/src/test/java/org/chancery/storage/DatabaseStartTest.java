package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseStartTest {
  private static final Duration AT_ONCE = Duration.ZERO;

  @AutoClose private final TestDatabase test = TestDatabase.create();

  @TempDir private Path dataDir;

  @Test
  void aDatabaseThatIsReadyIsOpenedAsTheServersRole() {
    try (Database database = DatabaseStart.run(test.config(), AT_ONCE)) {
      assertEquals("chancery_server", database.inTransaction(DatabaseStartTest::user));
    }
  }

  private static String user(Transaction transaction) throws SQLException {
    return transaction.list("SELECT current_user", row -> row.getString(1)).getFirst();
  }

  @Test
  void aDatabaseOfANewerReleaseIsLeftAlone() {
    test.execute(
        "INSERT INTO chancery.flyway_schema_history SELECT installed_rank + 1, '999', 'later',"
            + " type, 'V999__later.sql', checksum, installed_by, now(), 1, true"
            + " FROM chancery.flyway_schema_history ORDER BY installed_rank DESC LIMIT 1");
    StorageException refused =
        assertThrows(
            StorageException.class, () -> DatabaseStart.run(test.config(), AT_ONCE).close());
    assertTrue(
        refused.getMessage().startsWith("the database is at version 999, which this release"),
        refused.getMessage());
  }

  @Test
  void aServersRoleThatCanDoMoreIsRefusedWithTheReason() {
    refuses("GRANT UPDATE ON audit.record TO chancery_server", "may UPDATE audit.record");
    refuses(
        "GRANT DELETE ON audit.record_default TO chancery_server",
        "may DELETE audit.record_default");
    refuses("GRANT UPDATE (body) ON audit.record TO chancery_server", "may UPDATE audit.record");
    refuses(
        "GRANT CREATE ON SCHEMA audit TO chancery_server",
        "may create objects in the schema audit");
    refuses(
        "GRANT UPDATE ON compliance.sessions TO chancery_server", "may UPDATE compliance.sessions");
  }

  @Test
  void aServersRoleThatCallsAFunctionWhichCanDoMoreIsRefused() {
    refuses(
        "GRANT EXECUTE ON FUNCTION audit.finish_expiry TO chancery_server",
        "may call audit.finish_expiry, which works as chancery_owner");
    refuses(
        "CREATE FUNCTION public.tidy() RETURNS void SECURITY DEFINER BEGIN ATOMIC DELETE FROM"
            + " audit.record; END",
        "DROP FUNCTION public.tidy()",
        "may call public.tidy, which works as postgres");
  }

  @Test
  void aServersRoleThatOwnsWhatOthersTrustIsRefused() {
    refuses(
        "ALTER FUNCTION audit.refuse_change() OWNER TO chancery_server",
        "ALTER FUNCTION audit.refuse_change() OWNER TO chancery_owner",
        "owns audit.refuse_change");
    refuses(
        "ALTER VIEW compliance.messages OWNER TO chancery_server",
        "ALTER VIEW compliance.messages OWNER TO chancery_owner",
        "owns compliance.messages");
    refuses(
        "ALTER SCHEMA compliance OWNER TO chancery_server",
        "ALTER SCHEMA compliance OWNER TO chancery_owner",
        "owns the schema compliance");
  }

  @Test
  void aServersRoleThatWillBeGivenMoreIsRefused() {
    String nextMonth = "ALTER DEFAULT PRIVILEGES FOR ROLE chancery_owner IN SCHEMA audit ";
    refuses(
        nextMonth + "GRANT DELETE ON TABLES TO PUBLIC",
        nextMonth + "REVOKE DELETE ON TABLES FROM PUBLIC",
        "is to get DELETE on new tables of the record");
  }

  @Test
  void rolesOfPeopleThatReachTheTablesThemselvesAreRefused() {
    refuses(
        "GRANT SELECT (body) ON audit.record TO chancery_compliance",
        "chancery_compliance may SELECT audit.record");
    refuses(
        "GRANT SELECT ON audit.files TO chancery_legal", "chancery_legal may SELECT audit.files");
    refuses(
        "GRANT pg_read_all_data TO chancery_legal", "chancery_legal may SELECT audit.active_hold");
  }

  @Test
  void aRecordThatIsNotProtectedIsRefused() {
    isUnprotected(
        "ALTER TABLE audit.checkpoint DISABLE TRIGGER is_append_only",
        "ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER is_append_only",
        "audit.checkpoint can be changed");
    isUnprotected(
        "ALTER TABLE audit.record_default ENABLE TRIGGER partition_is_append_only",
        "ALTER TABLE audit.record_default ENABLE ALWAYS TRIGGER partition_is_append_only",
        "audit.record_default can be changed");
    isUnprotected(
        "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL;"
            + " END'; CREATE TRIGGER helpful BEFORE INSERT ON audit.record FOR EACH ROW EXECUTE"
            + " FUNCTION public.swallow()",
        "DROP FUNCTION public.swallow() CASCADE",
        "audit.record has the strange trigger helpful");
    isUnprotected(
        "CREATE RULE nothing AS ON INSERT TO audit.record DO INSTEAD NOTHING",
        "DROP RULE nothing ON audit.record",
        "audit.record has the strange rule nothing");
    isUnprotected(
        "ALTER TABLE audit.record ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE audit.record DISABLE ROW LEVEL SECURITY",
        "audit.record hides rows");
  }

  private void isUnprotected(String change, String back, String reason) {
    refuses(change, back, reason, () -> ProtectionCheck.verify(test.database()));
  }

  private void refuses(String grant, String reason) {
    refuses(grant, grant.replace("GRANT ", "REVOKE ").replace(" TO ", " FROM "), reason);
  }

  private void refuses(String change, String back, String reason) {
    refuses(change, back, reason, () -> PrivilegeCheck.verify(test.database()));
  }

  /** The check finds the change, and nothing once it is taken back. */
  private void refuses(String change, String back, String reason, Runnable check) {
    test.execute(change);
    try {
      StorageException refused = assertThrows(StorageException.class, check::run);
      assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    } finally {
      test.execute(back);
    }
    check.run();
  }

  @Test
  void aServersRoleThatCanBecomeAMightierOneIsRefused() {
    DatabaseConfig own = ownRoles("mighty");
    DatabaseStart.run(own, AT_ONCE).close();
    test.execute("GRANT mighty_owner TO mighty_server");
    StorageException refused =
        assertThrows(StorageException.class, () -> DatabaseStart.run(own, AT_ONCE).close());
    // Which of its many rights are named is the database's choice.
    assertTrue(refused.getMessage().contains(" as mighty_owner"), refused.getMessage());
    test.execute("REVOKE mighty_owner FROM mighty_server; ALTER ROLE mighty_server SUPERUSER");
    refused = assertThrows(StorageException.class, () -> DatabaseStart.run(own, AT_ONCE).close());
    assertTrue(refused.getMessage().contains("is a superuser"), refused.getMessage());
    removeRoles("mighty");
  }

  @Test
  void twoInstallationsShareAClusterByTheirPrefix() throws SQLException {
    DatabaseConfig own = ownRoles("second");
    DatabaseStart.run(own, AT_ONCE).close();
    assertEquals(
        List.of("second_owner"),
        test.texts("SELECT tableowner FROM pg_tables WHERE tablename = 'record_default'"));
    assertTrue(Files.exists(own.secrets().file("second_server")));
    removeRoles("second");
  }

  @Test
  void anAdministratorWhoMayMakeRolesNeedNotBeASuperuser() {
    asAdministrator(
        "CREATEROLE",
        own -> {
          DatabaseStart.run(own, AT_ONCE).close();
          DatabaseStart.run(own, AT_ONCE).close();
        });
  }

  @Test
  void whatAnAdministratorMayNotMakeIsSaidAtOnceWithoutAPassword() {
    asAdministrator(
        "",
        own -> {
          StorageException refused =
              assertThrows(StorageException.class, () -> DatabaseStart.run(own, AT_ONCE).close());
          for (String role :
              List.of("owner", "server", "retention", "compliance", "legal", "log_auditor")) {
            assertTrue(
                refused.getMessage().contains("CREATE ROLE ordinary_" + role),
                refused.getMessage());
          }
          assertFalse(refused.getMessage().contains("SCRAM"), refused.getMessage());
        });
  }

  @Test
  void aServersPasswordThatIsKnownElsewhereIsNotReplaced() throws IOException {
    asAdministrator(
        "CREATEROLE",
        own -> {
          DatabaseStart.run(own, AT_ONCE).close();
          DatabaseConfig otherMachine =
              DatabaseConfig.external(own.url(), own.administrator(), dataDir.resolve("other"))
                  .roles(own.roles());
          StorageException refused =
              assertThrows(
                  StorageException.class, () -> DatabaseStart.run(otherMachine, AT_ONCE).close());
          assertTrue(refused.getMessage().contains("copy it"), refused.getMessage());
          DatabaseStart.run(own, AT_ONCE).close();
        });
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidSo() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    DatabaseConfig away = test.config("127.0.0.1:" + nobody, "");
    StorageException refused =
        assertThrows(StorageException.class, () -> DatabaseStart.run(away, AT_ONCE).close());
    assertTrue(refused.getMessage().contains("127.0.0.1:" + nobody), refused.getMessage());
  }

  @Test
  void aUrlWithAPasswordOrForAnotherDatabaseIsRefused() {
    Credentials user = new Credentials("a", "b");
    for (String url : List.of("jdbc:postgresql://h/d?user=a&password=b", "jdbc:mysql://h/d")) {
      assertThrows(
          IllegalArgumentException.class, () -> DatabaseConfig.external(url, user, dataDir), url);
    }
  }

  @Test
  void aCommandIsGivenMoreTimeToLogInThanTheServer() {
    DatabaseConfig server =
        DatabaseConfig.external("jdbc:postgresql://h/d", new Credentials("a", "b"), dataDir);
    assertTrue(secondsToLogIn(server.forCommand()) > secondsToLogIn(server));
  }

  private static int secondsToLogIn(DatabaseConfig config) {
    return Integer.parseInt(config.driver(new Credentials("a", "b")).getProperty("loginTimeout"));
  }

  private DatabaseConfig ownRoles(String prefix) {
    test.execute("DROP SCHEMA IF EXISTS audit, chancery, search, compliance CASCADE");
    return DatabaseConfig.external(test.config().url(), test.config().administrator(), dataDir)
        .roles(new Roles(prefix));
  }

  private void asAdministrator(
      String attributes, java.util.function.Consumer<DatabaseConfig> work) {
    DatabaseConfig superuser = ownRoles("ordinary");
    test.execute("CREATE ROLE ordinary LOGIN " + attributes + " PASSWORD 'secret'");
    test.execute(
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' OWNER TO ordinary'; END"
            + " $$");
    work.accept(
        DatabaseConfig.external(superuser.url(), new Credentials("ordinary", "secret"), dataDir)
            .roles(superuser.roles()));
    removeRoles("ordinary");
  }

  private void removeRoles(String prefix) {
    for (String role :
        test.texts(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE '" + prefix + "%' ORDER BY 1 DESC")) {
      test.execute(
          "REASSIGN OWNED BY "
              + role
              + " TO CURRENT_USER; DROP OWNED BY "
              + role
              + "; DROP ROLE "
              + role);
    }
  }
}
