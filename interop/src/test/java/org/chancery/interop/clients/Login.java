package org.chancery.interop.clients;

import java.nio.file.Path;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;

/**
 * What a client needs to log in.
 *
 * @param direct TLS from the first byte; STARTTLS otherwise
 * @param certificate the one certificate to trust, as a PEM file
 */
record Login(String localpart, String password, Place place, boolean direct, Path certificate) {
  static Login of(ServerUnderTest server, String localpart, String password, boolean direct) {
    return new Login(localpart, password, server.place(), direct, server.certificate());
  }

  String address() {
    return localpart + "@" + ServerUnderTest.DOMAIN;
  }

  int port() {
    return direct ? place.tlsPort() : place.port();
  }

  String tls() {
    return direct ? "direct" : "starttls";
  }
}
