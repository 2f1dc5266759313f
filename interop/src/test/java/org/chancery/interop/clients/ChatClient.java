package org.chancery.interop.clients;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Somebody's chat client, logged in. Each wait is bounded and ends with what the client showed. */
interface ChatClient extends AutoCloseable {
  /** Asks to see the presence of an address. */
  void subscribe(String address) throws IOException, InterruptedException;

  /** Waits for the request of an address, allows it, and asks back. */
  void allow(String address) throws IOException, InterruptedException, TimeoutException;

  /** Waits until the address is shown as available. */
  void awaitAvailable(String address) throws IOException, InterruptedException, TimeoutException;

  /** Sends a chat message. */
  void say(String address, String text) throws IOException, InterruptedException;

  /** Waits until a message with the text, from the address, is shown. */
  void awaitMessage(String address, String text)
      throws IOException, InterruptedException, TimeoutException;

  /** Logs out and waits for the client to end by itself. */
  void logOut() throws IOException, InterruptedException, TimeoutException;

  /** Ends the client in any case. */
  @Override
  void close() throws IOException;
}
