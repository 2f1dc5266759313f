package org.chancery.server.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far an export has come, kept beside its files until it is complete, so that it can go on
 * after it was killed.
 *
 * @param request what is exported
 * @param messages how many are in the files
 * @param last when the last of them was recorded; the epoch for none
 * @param lastId its message_id; 0 for none
 * @param sizes how many bytes each file has then, by name
 */
record ExportProgress(
    ExportRequest request, long messages, Instant last, long lastId, Map<String, Long> sizes) {
  private static final String FILE = "export.progress";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing is written yet. */
  static ExportProgress none(ExportRequest request) {
    return new ExportProgress(request, 0, Instant.EPOCH, 0, Map.of());
  }

  /** What an export left behind that was broken off. */
  static Optional<ExportProgress> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode object = parsed(file);
    Map<String, Long> sizes = new TreeMap<>();
    object
        .path("sizes")
        .properties()
        .forEach(size -> sizes.put(size.getKey(), size.getValue().asLong()));
    ExportRequest request =
        new ExportRequest(
            Optional.ofNullable(object.path("person").textValue()),
            Optional.ofNullable(object.path("room").textValue()),
            Instant.parse(object.path("from").asText()),
            Instant.parse(object.path("until").asText()),
            object.path("matter").asText(),
            object.path("eml").asBoolean());
    return Optional.of(
        new ExportProgress(
            request,
            object.path("messages").asLong(),
            Instant.parse(object.path("last").asText()),
            object.path("last_id").asLong(),
            sizes));
  }

  private static JsonNode parsed(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " can't be understood", e);
    }
  }

  /** Replaces what was there. */
  void write(Path directory) throws IOException {
    ObjectNode object =
        JSON.createObjectNode()
            .put("from", request.from().toString())
            .put("until", request.until().toString())
            .put("matter", request.matter())
            .put("eml", request.eml())
            .put("messages", messages)
            .put("last", last.toString())
            .put("last_id", lastId);
    request.person().ifPresent(person -> object.put("person", person));
    request.room().ifPresent(room -> object.put("room", room));
    ObjectNode bySize = object.putObject("sizes");
    sizes.forEach(bySize::put);
    Path fresh = directory.resolve(FILE + ".new");
    Files.writeString(fresh, object.toString());
    Files.move(
        fresh,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The export is complete. */
  static void remove(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }
}
