package org.chancery.server.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What an export holds, as JSON.
 *
 * @param messages how many
 * @param digests SHA-256 of each file in hexadecimal digits, by its name
 */
record Manifest(long messages, SequencedMap<String, String> digests) {
  static final String FILE = "manifest.json";

  /** The proof that the manifest's digest is on record. */
  static final String PROOF = "manifest.proof.json";

  private static final String FORMAT = "chancery export 3";
  private static final ObjectMapper JSON = new ObjectMapper();

  String text(ExportRequest request, Instant madeAt) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("format", FORMAT)
            .put("made_at", madeAt.toString())
            .put("request", request.description())
            .put("matter", request.matter())
            .put("messages", messages);
    ObjectNode files = object.putObject("files");
    digests.forEach(files::put);
    return object.toPrettyString() + "\n";
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none of this format
   */
  static Manifest read(Path directory) throws IOException {
    try {
      JsonNode object = JSON.readTree(Files.readString(directory.resolve(FILE)));
      if (!object.path("format").asText().equals(FORMAT)) {
        throw new IllegalArgumentException("the format is not \"" + FORMAT + "\"");
      }
      SequencedMap<String, String> digests = new LinkedHashMap<>();
      object
          .path("files")
          .properties()
          .forEach(file -> digests.put(file.getKey(), file.getValue().asText()));
      return new Manifest(object.path("messages").asLong(), digests);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
  }
}
