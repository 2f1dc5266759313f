package org.chancery.interop.clients;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The clients that the tests know how to start. */
enum ClientKind {
  SLIXMPP("slixmpp", "/usr/bin/python3 -c 'import slixmpp'", ScriptedClient::slixmpp),
  XMPP_JS("@xmpp/client", "node --version && npm --version", ScriptedClient::xmppJs),
  PROFANITY("profanity", "command -v profanity && tmux -V", ProfanityClient::start);

  private final String title;
  private final String needed;
  private final Starter starter;

  /**
   * One of them.
   *
   * @param needed the command that tells whether it is installed
   */
  ClientKind(String title, String needed, Starter starter) {
    this.title = title;
    this.needed = needed;
    this.starter = starter;
  }

  private interface Starter {
    ChatClient start(Login login) throws IOException, InterruptedException, TimeoutException;
  }

  boolean isInstalled() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", needed + " >/dev/null 2>&1").start().waitFor() == 0;
  }

  ChatClient start(Login login) throws IOException, InterruptedException, TimeoutException {
    return starter.start(login);
  }

  @Override
  public String toString() {
    return title;
  }
}
