package org.chancery.server.admin;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.chancery.server.config.Settings;
import org.chancery.server.database.OpenDatabase;
import org.chancery.server.database.StorageConfig;
import org.chancery.storage.DatabaseConfig;
import org.postgresql.Driver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Queries the record as the compliance role, which reads the schema {@code compliance} and nothing
 * else.
 */
@Command(
    name = "sql",
    description = {
      "Queries the record as the compliance role, whether or not the server runs.",
      "Without -c tells how to connect with psql."
    },
    mixinStandardHelpOptions = true)
final class SqlCommand extends ConfiguredCommand {

  /** More than anybody reads in a terminal; the table is laid out in memory. */
  private static final int MOST_ROWS = 10_000;

  @Option(names = "-c", paramLabel = "QUERY", description = "The query.")
  private Optional<String> query = Optional.empty();

  @Override
  public Integer call() {
    Settings settings = options.load();
    StorageConfig storage = StorageConfig.from(settings);
    settings.requireValid();
    try (OpenDatabase database = OpenDatabase.join(storage)) {
      PrintWriter out = out();
      if (query.isPresent()) {
        new Acts(database.config()).onReading(query.get());
        run(query.get(), database.config(), out);
      } else {
        tellHow(database, storage.port(), out);
      }
      out.flush();
      return 0;
    }
  }

  private static void tellHow(OpenDatabase database, int configuredPort, PrintWriter out) {
    DatabaseConfig config = database.config();
    String role = config.roles().compliance();
    Properties address = Driver.parseURL(config.url(), new Properties());
    String host = address.getProperty("PGHOST");
    String name = address.getProperty("PGDBNAME");
    // Started for this command only, it has a port that nobody can use.
    boolean stopped = database.embeddedPort().isPresent();
    String shown = configuredPort == 0 ? "PORT" : Integer.toString(configuredPort);
    String port = stopped ? shown : address.getProperty("PGPORT");
    out.println("host      " + host);
    out.println("port      " + port);
    out.println("database  " + name);
    out.println("role      " + role);
    out.println("password  the first line of " + config.secrets().file(role));
    out.println();
    out.printf(
        "PGPASSWORD=\"$(cat '%s')\" psql -h %s -p %s -U %s %s%n",
        config.secrets().file(role), host, port, role, name);
    if (stopped) {
      out.println();
      out.println("The database is there only while the server runs: bin/chancery run.");
    }
  }

  private static void run(String query, DatabaseConfig config, PrintWriter out) {
    try (Connection connection = config.connect(config.roles().compliance());
        Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      statement.setMaxRows(MOST_ROWS + 1);
      boolean rows = statement.execute(query);
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          print(statement.getResultSet(), out);
        } else {
          out.println("(" + statement.getUpdateCount() + " rows changed)");
        }
        rows = statement.getMoreResults();
      }
    } catch (SQLException e) {
      throw new CommandFailure(
          "the database says: " + e.getMessage().replaceAll("\\s*\n\\s*", "; "), e);
    }
  }

  private static void print(ResultSet rows, PrintWriter out) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> headings = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      headings.add(columns.getColumnLabel(i));
    }
    Table table = new Table(headings.toArray(String[]::new));
    int count = 0;
    boolean more = rows.next();
    for (; more && count < MOST_ROWS; count++) {
      List<Optional<String>> row = new ArrayList<>();
      for (int i = 1; i <= headings.size(); i++) {
        row.add(Optional.ofNullable(rows.getString(i)));
      }
      table.add(row);
      more = rows.next();
    }
    out.print(table.print());
    out.println(count == 1 ? "(1 row)" : "(" + count + " rows)");
    if (more) {
      out.println("There are more rows: narrow the query down, or use psql.");
    }
  }
}
