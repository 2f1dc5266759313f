package org.chancery.server.export;

import java.util.Optional;
import org.chancery.storage.files.FileLink;

/**
 * A file that an exported message links to.
 *
 * @param link as the message's row has it
 * @param name as people see it
 * @param type its media type, as the uploader's client said
 * @param path of the copy within the export, with slashes
 * @param problem why there is no copy; empty when there is
 */
record SharedFile(FileLink link, String name, String type, String path, Optional<String> problem) {

  /** The line for the list of digests, as sha256sum prints and checks it; a comment for no copy. */
  String listed() {
    return problem
        .map(why -> "# " + link.id() + ": " + why + "\n")
        .orElseGet(() -> link.sha256() + "  " + path + "\n");
  }
}
