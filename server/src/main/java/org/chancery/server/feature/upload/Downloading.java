package org.chancery.server.feature.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.StreamException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.http.Request;
import org.chancery.server.http.Response;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.files.FileStore;
import org.chancery.storage.files.UploadStore;
import org.chancery.storage.files.UploadStore.Upload;

/** Gives files out; that it does is on record before the first byte is sent. Thread-safe. */
final class Downloading {
  private static final int LONGEST = 200;

  private final FileStore files;
  private final UploadStore uploads;
  private final AuditLog auditLog;
  private final Clock clock;

  Downloading(FileUpload.Parts parts) {
    this.files = parts.files();
    this.uploads = parts.uploads();
    this.auditLog = parts.auditLog();
    this.clock = parts.clock();
  }

  static Response notFound() {
    return Response.of(404, "There is no such file.");
  }

  Response head(String id) {
    return uploads
        .find(id)
        .map(upload -> found(200, upload, upload.size(), InputStream.nullInputStream()))
        .orElseGet(Downloading::notFound);
  }

  Response get(Request request, String id) throws IOException {
    Optional<Upload> found = uploads.find(id);
    if (found.isEmpty()) {
      return notFound();
    }
    Upload upload = found.get();
    ByteRange range = range(request, upload);
    if (!range.isSatisfiable()) {
      return Response.of(416, "The file is not that long.")
          .with(Map.of("Content-Range", "bytes */" + upload.size()));
    }
    try {
      return send(request, upload, range, files.open(id, range.first()));
    } catch (NoSuchFileException e) {
      return notFound();
    }
  }

  private static ByteRange range(Request request, Upload upload) {
    boolean sameFile =
        request.header("If-Range").map(tag -> tag.equals(entityTag(upload))).orElse(true);
    return request
        .header("Range")
        .filter(header -> sameFile)
        .flatMap(header -> ByteRange.read(header, upload.size()))
        .orElseGet(() -> ByteRange.whole(upload.size()));
  }

  private Response send(Request request, Upload upload, ByteRange range, InputStream content)
      throws IOException {
    boolean recorded = false;
    try {
      auditLog.commit(entry(request, upload, range));
      recorded = true;
    } catch (StanzaException | StreamException e) {
      return Uploading.notRecorded();
    } finally {
      if (!recorded) {
        content.close();
      }
    }
    if (range.isWhole(upload.size())) {
      return found(200, upload, upload.size(), content);
    }
    return found(206, upload, range.length(), content)
        .with(
            Map.of(
                "Content-Range",
                "bytes %d-%d/%d".formatted(range.first(), range.last(), upload.size())));
  }

  private AuditEntry entry(Request request, Upload upload, ByteRange range) {
    String client = request.header("User-Agent").orElse("");
    // Whose file it is: it is kept by the rules for that person.
    return AuditEntry.of(AuditKind.FILE, clock.instant())
        .to(upload.uploader())
        .detail("event", "downloaded")
        .detail("file", upload.id())
        .detail("address", request.source().getHostAddress())
        .detail("client", client.substring(0, Math.min(client.length(), LONGEST)))
        .detail("first", Long.toString(range.first()))
        .detail("last", Long.toString(range.last()))
        .detail("whole", Boolean.toString(range.isWhole(upload.size())))
        .build();
  }

  private static Response found(int status, Upload upload, long length, InputStream content) {
    String how = MediaTypes.isShownInPlace(upload.type()) ? "inline" : "attachment";
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", upload.type());
    headers.put("Content-Disposition", FileNames.disposition(how, upload.name()));
    headers.put("Accept-Ranges", "bytes");
    headers.put("ETag", entityTag(upload));
    // Out of a cache it would be read without a row.
    headers.put("Cache-Control", "private, no-store");
    return new Response(status, headers, length, content);
  }

  private static String entityTag(Upload upload) {
    return '"' + upload.sha256() + '"';
  }
}
