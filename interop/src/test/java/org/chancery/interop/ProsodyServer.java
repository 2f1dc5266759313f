package org.chancery.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The control: a Prosody (Debian package {@code prosody}), to tell a fault of a client or of a test
 * from a fault of Chancery. Used by hand only: {@code -Dinterop.server=prosody}.
 */
final class ProsodyServer implements ServerUnderTest {
  private static final Duration BOUND = Duration.ofMinutes(3);

  private final TemporaryDirectory directory;
  private final Place place;
  private final ForegroundProcess process;

  private ProsodyServer(TemporaryDirectory directory, Place place, ForegroundProcess process) {
    this.directory = directory;
    this.place = place;
    this.process = process;
  }

  static ProsodyServer start(Place place)
      throws IOException, InterruptedException, TimeoutException {
    TemporaryDirectory directory = new TemporaryDirectory("prosody");
    Path home = directory.path();
    makeCertificate(home);
    Files.writeString(home.resolve("prosody.cfg.lua"), configuration(home, place));
    ForegroundProcess process =
        ForegroundProcess.start(
            "prosody",
            home,
            Map.of(),
            home.resolve("server.log"),
            List.of("prosody", "-F", "--config", home.resolve("prosody.cfg.lua").toString()));
    process.awaitLine("Activated service 'c2s_direct_tls'", BOUND);
    return new ProsodyServer(directory, place, process);
  }

  private static void makeCertificate(Path home) throws IOException, InterruptedException {
    ForegroundProcess.run(
        home,
        BOUND,
        "",
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            "/CN=" + DOMAIN,
            "-addext",
            "subjectAltName=DNS:" + DOMAIN,
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem"));
  }

  private static String configuration(Path home, Place place) {
    return """
    run_as_root = true
    pidfile = "%1$s/prosody.pid"
    data_path = "%1$s"
    interfaces = { "%2$s" }
    local_interfaces = { "%2$s" }
    c2s_ports = { %4$d }
    c2s_direct_tls_ports = { %5$d }
    c2s_require_encryption = true
    authentication = "internal_hashed"
    storage = "internal"
    limits = {}
    log = { { levels = { min = "info" }, to = "console" } }
    modules_disabled = { "s2s", "posix" }
    modules_enabled = {
      "roster", "saslauth", "tls", "disco", "carbons", "pep", "private", "blocklist",
      "vcard4", "vcard_legacy", "version", "uptime", "time", "ping", "mam", "csi_simple",
      "smacks", "offline", "admin_adhoc", "bookmarks",
    }
    c2s_direct_tls_ssl = { key = "%1$s/key.pem", certificate = "%1$s/certificate.pem" }
    VirtualHost "%3$s"
      ssl = { key = "%1$s/key.pem", certificate = "%1$s/certificate.pem" }
      admins = { "admin@%3$s" }
    Component "rooms.%3$s" "muc"
      modules_enabled = { "muc_mam" }
    Component "pubsub.%3$s" "pubsub"
    """
        .formatted(home, place.host(), DOMAIN, place.port(), place.tlsPort());
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Path certificate() {
    return directory.path().resolve("certificate.pem");
  }

  @Override
  public Path log() {
    return directory.path().resolve("server.log");
  }

  @Override
  public void addAccount(String localpart, String password)
      throws IOException, InterruptedException {
    Path home = directory.path();
    ForegroundProcess.run(
        home,
        BOUND,
        "",
        List.of(
            "prosodyctl",
            "--config",
            home.resolve("prosody.cfg.lua").toString(),
            "register",
            localpart,
            DOMAIN,
            password));
  }

  @Override
  public boolean keepsRecord() {
    return false;
  }

  @Override
  public List<String> recordedBetween(String one, String other) {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    process.close();
    directory.close();
  }
}
