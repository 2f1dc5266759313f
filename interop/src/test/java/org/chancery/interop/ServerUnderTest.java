package org.chancery.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A running XMPP server for the domain {@value #DOMAIN}. */
public interface ServerUnderTest extends AutoCloseable {
  /** The XMPP domain served. */
  String DOMAIN = "localhost";

  /** Where it listens. */
  Place place();

  /** The certificate it shows, as a PEM file. */
  Path certificate();

  /** What it has logged. */
  Path log();

  /** Makes an account that can log in at once. */
  void addAccount(String localpart, String password) throws IOException, InterruptedException;

  /** Whether messages are on record; the control keeps none. */
  boolean keepsRecord();

  /**
   * The messages with a body that are on record between two people, in order, as "FROM TO BODY"
   * with bare addresses.
   */
  List<String> recordedBetween(String one, String other) throws IOException, InterruptedException;

  /** Stops the server and removes its files. */
  @Override
  void close() throws IOException;
}
