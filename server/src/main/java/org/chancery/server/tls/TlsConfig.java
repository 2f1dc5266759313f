package org.chancery.server.tls;

import java.nio.file.Path;
import java.util.Optional;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * Where the server's certificate is.
 *
 * @param domain what the certificate must be for
 * @param files the admin's PEM files; empty when a self-signed certificate serves
 * @param directory where a self-signed certificate and its key are kept
 */
public record TlsConfig(String domain, Optional<Files> files, Path directory) {

  /**
   * The admin's PEM files.
   *
   * @param certificate the certificate and, after it, the chain up to the root, which may be left
   *     out
   * @param key the private key, not encrypted
   */
  public record Files(Path certificate, Path key) {}

  /** Reads {@code chancery.tls}. */
  public static TlsConfig from(Settings settings) {
    Section tls = settings.section("tls");
    Optional<Path> certificate = tls.readableFile("certificate");
    Optional<Path> key = tls.readableFile("key");
    boolean named = tls.path("certificate").isPresent();
    if (named != tls.path("key").isPresent()) {
      tls.problem(named ? "key" : "certificate", "is missing: a certificate needs its key");
    }
    Path data = settings.root().path("data-dir").orElse(Path.of("data"));
    return new TlsConfig(
        settings.root().string("domain"),
        certificate.flatMap(chain -> key.map(it -> new Files(chain, it))),
        data.resolve("tls"));
  }
}
