package org.chancery.interop.raw;

import java.io.IOException;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoginIT {
  private static final String PASSWORD = "pencil-and-paper";
  private static final String TLS_UNIQUE = "p=tls-unique,,n=alice,r=0123456789";

  private static ServerUnderTest server;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = Servers.start(Place.anyPorts(), "chancery.client.login-attempts=3");
    server.addAccount("alice", PASSWORD);
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aClientMayFailWithEachMechanismBeforeItFindsOneThatItUnderstands() throws Exception {
    try (RawClient alice = RawClient.connect(server)) {
      alice.startsTls();
      for (String mechanism :
          new String[] {"SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "OTHER"}) {
        alice.authenticates(mechanism, TLS_UNIQUE).receives("<failure").receives("</failure>");
      }
      alice.logsIn("alice", PASSWORD);
    }
  }

  @Test
  void guessesEndTheStream() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.startsTls();
      for (int guess = 0; guess < 3; guess++) {
        mallory.authenticates("PLAIN", "\0alice\0guess-" + guess).receives("<not-authorized");
      }
      mallory.receives("<policy-violation").receivesEnd();
    }
  }

  @Test
  void nonsenseEndsTheStreamTooInTheEnd() throws Exception {
    try (RawClient mallory = RawClient.connect(server)) {
      mallory.startsTls();
      for (int attempt = 0; attempt < 13; attempt++) {
        mallory.authenticates("SCRAM-SHA-1-PLUS", TLS_UNIQUE).receives("<failure");
      }
      mallory.receives("<policy-violation").receivesEnd();
    }
  }

  @Test
  void aServerThatStopsTellsItsClients() throws Exception {
    RawClient alice;
    try (ServerUnderTest stopping = Servers.start(Place.anyPorts())) {
      stopping.addAccount("alice", PASSWORD);
      alice = RawClient.loggedIn(stopping, "alice", PASSWORD);
    }
    try (alice) {
      alice.receives("<system-shutdown").receives("</stream:stream>").receivesEnd();
    }
  }
}
