package org.chancery.server.feature.upload;

import java.io.IOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.http.BrokenRequestException;
import org.chancery.server.http.Request;
import org.chancery.server.http.Response;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.Outage;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.files.UploadStore;
import org.chancery.storage.files.UploadStore.Upload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files in: first the bytes, durably, then the row of the record, and only then can the file
 * be downloaded. Thread-safe.
 */
final class Uploading {
  private static final Logger log = LoggerFactory.getLogger(Uploading.class);

  private final Slots slots;
  private final FileStore files;
  private final UploadStore uploads;
  private final AuditLog auditLog;
  private final Clock clock;
  private final Outage storing = new Outage(log, "store files that people share");

  Uploading(FileUpload.Parts parts, Slots slots) {
    this.slots = slots;
    this.files = parts.files();
    this.uploads = parts.uploads();
    this.auditLog = parts.auditLog();
    this.clock = parts.clock();
  }

  /** A slot is for one attempt, whatever becomes of it: clients ask for a new one. */
  Response put(Request request, String id) throws IOException {
    Optional<Slot> slot = slots.take(id);
    if (slot.isEmpty()) {
      return Response.of(403, "This address takes no file, or not any more.");
    }
    try {
      Optional<Response> refusal = refusal(request, slot.get());
      return refusal.isPresent() ? refusal.get() : take(request, slot.get());
    } finally {
      slots.end(slot.get());
    }
  }

  private static Optional<Response> refusal(Request request, Slot slot) {
    OptionalLong length = request.contentLength();
    if (length.isEmpty()) {
      return Optional.of(Response.of(411, "The header Content-Length is needed."));
    }
    if (length.getAsLong() != slot.size()) {
      return Optional.of(Response.of(413, "The file has another size than announced."));
    }
    boolean sameType =
        request.header("Content-Type").flatMap(MediaTypes::read).stream()
            .allMatch(type -> type.equals(slot.type()) || slot.type().equals(MediaTypes.ANYTHING));
    return sameType
        ? Optional.empty()
        : Optional.of(Response.of(415, "The file has another type than announced."));
  }

  private Response take(Request request, Slot slot) throws IOException {
    MessageDigest sha256 = sha256();
    try {
      files.receive(slot.id(), new DigestInputStream(request.body(), sha256));
      storing.over();
    } catch (BrokenRequestException e) {
      throw e;
    } catch (IOException e) {
      storing.failed(e.getMessage());
      return Response.of(507, "The server has no room for this file. Please try again later.");
    }
    Upload upload =
        new Upload(
            slot.id(),
            slot.uploader().bare(),
            slot.name(),
            slot.type(),
            slot.size(),
            HexFormat.of().formatHex(sha256.digest()),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    try {
      auditLog.commit(entry(request, slot, upload));
    } catch (StanzaException e) {
      files.discard(slot.id());
      return notRecorded();
    } catch (StreamException e) {
      // The row may be there. The file stays where nobody can get it; the next start finds out.
      return notRecorded();
    }
    files.keep(slot.id());
    return Response.of(201);
  }

  private AuditEntry entry(Request request, Slot slot, Upload upload) {
    return AuditEntry.of(AuditKind.FILE, upload.at())
        .from(slot.uploader())
        .session(slot.session())
        .detail("event", "uploaded")
        .detail("file", upload.id())
        .detail("name", upload.name())
        .detail("type", upload.type())
        .detail("size", Long.toString(upload.size()))
        .detail("sha256", upload.sha256())
        .detail("address", request.source().getHostAddress())
        .companion(uploads.row(upload))
        .build();
  }

  /** What can't be put on record can't be shared, nor be downloaded. */
  static Response notRecorded() {
    return Response.of(503, "This could not be recorded. Please try again in a moment.")
        .with(Map.of("Retry-After", "5"));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
