package org.chancery.server.feature.upload;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.files.FileLink;
import org.chancery.storage.files.UploadStore;
import org.chancery.storage.files.UploadStore.Upload;

/**
 * Notes in the row of a message which files of this server it links to, with their digests: so the
 * record proves what was shared with whom, and the files are kept as long as the message. Links
 * within what clients have encrypted are not seen. Thread-safe.
 */
final class FileLinks {
  private static final String FOLDER = "/" + FileUpload.PATH + "/";
  private static final Pattern LINK = Pattern.compile(FOLDER + "([a-z0-9]{2,64})(?![a-z0-9])");

  private final UploadStore uploads;

  FileLinks(UploadStore uploads) {
    this.uploads = uploads;
  }

  void note(AuditEntry.Builder entry) {
    // Nearly all messages are done with here.
    if (!entry.xml().contains(FOLDER)) {
      return;
    }
    List<String> ids =
        LINK.matcher(entry.xml()).results().map(link -> link.group(1)).distinct().toList();
    List<FileLink> links =
        uploads.find(ids).stream()
            .sorted(Comparator.comparing(Upload::id))
            .map(upload -> new FileLink(upload.id(), upload.sha256()))
            .toList();
    if (!links.isEmpty()) {
      entry.detail(FileLink.DETAIL, FileLink.text(links));
    }
  }
}
