package org.chancery.server.feature.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.chancery.protocol.Jid;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;
import org.chancery.server.tls.HostNames;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.files.UploadStore;

/** Files that people share by their addresses; one service for each domain. */
public final class FileUpload implements Feature {
  static final String NAMESPACE = "urn:xmpp:http:upload:0";

  static final String PATH = "upload";
  private static final int HTTPS = 443;

  /**
   * What it is made of.
   *
   * @param domains the domains whose accounts are here
   * @param ids makes ids that can't be guessed
   * @param httpsPort where the server listens for HTTPS; asked once it does
   */
  public record Parts(
      UploadConfig config,
      Set<String> domains,
      UploadStore uploads,
      FileStore files,
      AuditLog auditLog,
      Clock clock,
      Supplier<String> ids,
      IntSupplier httpsPort) {}

  private final Parts parts;

  /** With its parts. */
  public FileUpload(Parts parts) {
    this.parts = parts;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(363, "HTTP File Upload", "1.2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    if (!parts.config().offered()) {
      return;
    }
    Slots slots = new Slots(parts.clock());
    parts.domains().stream().sorted().forEach(domain -> hooks.host(host(domain, slots)));
    FileLinks links = new FileLinks(parts.uploads());
    hooks.record(
        "note which files of this server a message links to",
        (origin, message, entry) -> links.note(entry));
    hooks.http(PATH, new FileRequests(new Uploading(parts, slots), new Downloading(parts)));
  }

  private UploadHost host(String domain, Slots slots) {
    return new UploadHost(
        Jid.of(parts.config().host() + "." + domain),
        parts.config().largest(),
        new SlotRequests(parts, slots, () -> base(domain)));
  }

  /** What the addresses of files begin with: ASCII only, as URLs must be. */
  private String base(String domain) {
    String server = parts.config().publicUrl().orElseGet(() -> ownUrl(domain));
    return server + "/" + PATH + "/";
  }

  private String ownUrl(String domain) {
    int port = parts.httpsPort().getAsInt();
    return "https://" + HostNames.ascii(domain) + (port == HTTPS ? "" : ":" + port);
  }

  /** What a crash left between the file and its row: the row decides. */
  @Override
  public void start() {
    try {
      for (String id : parts.files().unsettled()) {
        if (parts.uploads().find(id).isPresent()) {
          parts.files().keep(id);
        } else {
          parts.files().discard(id);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't tidy the files up: " + e.getMessage(), e);
    }
  }
}
