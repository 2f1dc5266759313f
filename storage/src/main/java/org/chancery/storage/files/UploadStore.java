package org.chancery.storage.files;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;

/**
 * What is known of shared files. A file is known from the commit of its audit row on, and not
 * before. Thread-safe; blocks.
 */
public interface UploadStore {

  /**
   * A file that was uploaded.
   *
   * @param id the part of its address that can't be guessed
   * @param uploader the bare address of who shared it
   * @param name its name as people see it
   * @param type its media type, as the uploader's client said
   * @param size in bytes
   * @param sha256 of its content, in lower-case hexadecimal
   * @param at when it was taken in
   */
  record Upload(
      String id, Jid uploader, String name, String type, long size, String sha256, Instant at) {}

  /** The row to be written together with the audit row that the file was uploaded. */
  AuditEntry.Companion row(Upload upload);

  /** The files of these ids, in no order; those that nothing on record needs are not found. */
  List<Upload> find(List<String> ids);

  /** The file of this id. */
  default Optional<Upload> find(String id) {
    return find(List.of(id)).stream().findFirst();
  }

  /** How many bytes a person has uploaded since a moment. */
  long bytesSince(Jid uploader, Instant since);
}
