package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands on the record say before they ask a database. */
class AuditCommandArgumentsTest {
  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();

  @Test
  void whatIsNoKeyIsToldInALine() throws Exception {
    Path key = Files.writeString(directory.resolve("key"), "not base 64!\n");

    assertEquals(1, run("audit", "verify", "--key", key.toString()));

    assertEquals("error: " + key + " is not a public key in base 64\n", err.toString());
  }

  @Test
  void aTimeThatMakesNoSenseIsToldInALine() {
    assertEquals(1, run("audit", "export", "--from", "yesterday", "--out", "unused"));
    assertTrue(err.toString().startsWith("error: yesterday is neither a day"), err.toString());
  }

  private int run(String... arguments) {
    CommandLine commands = Main.commandLine(InputStream.nullInputStream());
    commands.setErr(new PrintWriter(err));
    return commands.execute(arguments);
  }
}
