package org.chancery.storage.files;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file that a message links to, as the message's row has it.
 *
 * @param id of the file
 * @param sha256 of its content, in lower-case hexadecimal
 */
public record FileLink(String id, String sha256) {
  /** The named fact of the row that has them. */
  public static final String DETAIL = "files";

  /** Several as one text. */
  public static String text(List<FileLink> links) {
    return links.stream().map(link -> link.id + "/" + link.sha256).collect(Collectors.joining(" "));
  }

  /**
   * Those of a text.
   *
   * @throws IllegalArgumentException when it is none that {@link #text} made
   */
  public static List<FileLink> read(Optional<String> text) {
    return text.stream()
        .flatMap(links -> Arrays.stream(links.split(" ", -1)))
        .map(FileLink::one)
        .toList();
  }

  private static FileLink one(String link) {
    String[] parts = link.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("no link to a file: " + link);
    }
    return new FileLink(parts[0], parts[1]);
  }
}
