package org.chancery.server.admin;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Asks for a password: twice and unseen at a terminal, else the first line of standard input. */
final class Passwords {

  private final InputStream in;

  Passwords(InputStream in) {
    this.in = in;
  }

  /**
   * A new password for somebody.
   *
   * @throws CommandFailure when there is none, or the two differ
   */
  String ask(String whose) {
    Console console = in == System.in ? System.console() : null;
    String password = console != null && console.isTerminal() ? ask(console, whose) : firstLine();
    if (password.isEmpty()) {
      throw new CommandFailure("no password was given");
    }
    return password;
  }

  private static String ask(Console console, String whose) {
    char[] first = console.readPassword("Password for %s: ", whose);
    char[] second = console.readPassword("Again: ");
    if (first == null || !Arrays.equals(first, second)) {
      throw new CommandFailure("the two passwords differ");
    }
    return new String(first);
  }

  private String firstLine() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String line = reader.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
