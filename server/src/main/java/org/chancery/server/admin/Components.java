package org.chancery.server.admin;

import java.time.Clock;
import java.util.List;
import org.chancery.server.CoreConfig;
import org.chancery.server.capture.CaptureWatch;
import org.chancery.server.config.Settings;
import org.chancery.server.database.StorageConfig;
import org.chancery.server.directory.AccessWatch;
import org.chancery.server.directory.DirectoryConfig;
import org.chancery.server.directory.DirectoryWatch;
import org.chancery.server.directory.GuardConfig;
import org.chancery.server.http.HttpConfig;
import org.chancery.server.metrics.Metrics;
import org.chancery.server.proof.ProofConfig;
import org.chancery.server.retention.RetentionConfig;
import org.chancery.server.signon.SignOnConfig;
import org.chancery.server.tls.Certificates;
import org.chancery.server.tls.TlsConfig;
import org.chancery.server.tls.TlsException;

/** Every part that reads settings, so that all their problems are found at once. */
final class Components {

  private Components() {}

  /**
   * Lets each part read its section; what is wrong is noted in the settings.
   *
   * @return what will be in clients' way; the server starts with it
   */
  static List<String> check(Settings settings) {
    if (settings.root().path("data-dir").isEmpty()) {
      settings.root().problem("data-dir", "must not be empty");
    }
    settings.root().addresses("bind");
    settings.section("client").port("port");
    settings.section("client").port("tls-port");
    HttpConfig.from(settings);
    Metrics.readers(settings.section("http"));
    LogConfig.from(settings);
    List<String> remarks = certificate(settings);
    StorageConfig.from(settings);
    CoreConfig.from(settings);
    DirectoryConfig.from(settings);
    GuardConfig.from(settings);
    SignOnConfig.from(settings);
    ProofConfig.from(settings);
    AccessWatch.period(settings.section("login"));
    DirectoryWatch.settings(settings.section("login"));
    CaptureWatch.period(settings.section("audit"));
    settings.section("audit").string("search-language");
    RetentionConfig.from(settings);
    return remarks;
  }

  private static List<String> certificate(Settings settings) {
    try {
      return Certificates.remarks(TlsConfig.from(settings), Clock.systemUTC());
    } catch (TlsException e) {
      settings.section("tls").problem("certificate", "can't be used: " + e.getMessage());
      return List.of();
    }
  }
}
