package org.chancery.storage.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * The bytes of shared files. A file is received, and then either kept or discarded; nobody can open
 * it before it is kept. Between the two stands the commit of its row: what a crash leaves behind is
 * told by {@link #unsettled}. Ids are lower-case letters and digits, at most 64. Thread-safe;
 * blocks.
 */
public interface FileStore {

  /**
   * Takes in a file; it is durable when this returns.
   *
   * @throws IOException when the content can't be read to its end, or not written; nothing is left
   *     of it then
   */
  void receive(String id, InputStream content) throws IOException;

  /** Lets a received file be opened from now on. For a file that is kept, it does nothing. */
  void keep(String id) throws IOException;

  /** Removes a file that was received and not kept; for any other it does nothing. */
  void discard(String id) throws IOException;

  /** The files that were received, and neither kept nor discarded. */
  Set<String> unsettled() throws IOException;

  /**
   * Opens a kept file, beginning so many bytes behind its start.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  InputStream open(String id, long from) throws IOException;

  /** Removes a kept file for ever; does nothing when there is none. */
  void remove(String id) throws IOException;
}
