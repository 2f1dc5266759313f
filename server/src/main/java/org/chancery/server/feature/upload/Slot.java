package org.chancery.server.feature.upload;

import java.time.Instant;
import org.chancery.protocol.Jid;

/**
 * The promise that one file will be taken. Immutable.
 *
 * @param id the part of the file's address that can't be guessed
 * @param uploader the full address of who asked
 * @param session the id of the stream that it was asked on
 * @param name the file's name, cleaned
 * @param type its media type, without parameters
 * @param size how many bytes it has, exactly
 * @param expires until when the upload must have begun
 */
record Slot(
    String id, Jid uploader, String session, String name, String type, long size, Instant expires) {

  boolean isOf(Jid person) {
    return uploader.bare().equals(person.bare());
  }
}
