package org.chancery.server.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.chancery.storage.JsonText;
import org.chancery.storage.record.Evidence;
import org.chancery.storage.record.EvidenceJson;

/** The files of an export, which grow by a message at a time. Not thread-safe. */
final class Bundle implements AutoCloseable {
  private final ExportFile lines;
  private final ExportFile csv;
  private final ExportFile html;
  private final ExportFile evidence;
  private final ExportFile checkpoints;
  private final ExportFile shared;
  private final Optional<ExportFile> emlDigests;
  private final EmlFiles eml;
  private final Map<Integer, Long> lastCheckpoints = new HashMap<>();

  /** Goes on where an export was broken off, or begins one. */
  Bundle(Path directory, ExportProgress progress) throws IOException {
    lines = file(directory, "messages.jsonl", progress);
    csv = file(directory, "messages.csv", progress);
    html = file(directory, "transcript.html", progress);
    evidence = file(directory, "evidence.jsonl", progress);
    checkpoints = file(directory, "checkpoints.jsonl", progress);
    shared = file(directory, SharedFiles.LIST, progress);
    emlDigests =
        progress.request().eml()
            ? Optional.of(file(directory, "eml.sha256", progress))
            : Optional.empty();
    eml = new EmlFiles(directory);
    if (progress.messages() == 0) {
      csv.write(Csv.heading());
      html.write(HtmlTranscript.head(progress.request()));
    }
  }

  private static ExportFile file(Path directory, String name, ExportProgress progress)
      throws IOException {
    return new ExportFile(directory.resolve(name), progress.sizes().getOrDefault(name, 0L));
  }

  /** Adds a message, whose number in the export is counted from 0, with the files it links to. */
  void add(ExportRow row, List<SharedFile> files, long number) throws IOException {
    lines.write(JsonText.of(row.values()) + "\n");
    csv.write(Csv.line(row));
    html.write(HtmlTranscript.line(row, files));
    for (SharedFile file : files) {
      shared.write(file.listed());
    }
    if (emlDigests.isPresent()) {
      emlDigests.get().write(eml.write(row, files, number));
    }
  }

  /** Adds what proves the message that was added last. */
  void prove(Evidence proof) throws IOException {
    int node = proof.position().node();
    if (lastCheckpoints.getOrDefault(node, 0L) != proof.checkpointNumber()) {
      lastCheckpoints.put(node, proof.checkpointNumber());
      checkpoints.write(EvidenceJson.checkpoint(proof) + "\n");
    }
    evidence.write(EvidenceJson.line(proof) + "\n");
  }

  /** Says why there is nothing that proves the message that was added last by itself. */
  void doNotProve(long messageId, String reason) throws IOException {
    evidence.write(EvidenceJson.unproved(messageId, reason) + "\n");
  }

  private List<ExportFile> files() {
    return Stream.concat(
            Stream.of(lines, csv, html, evidence, checkpoints, shared), emlDigests.stream())
        .toList();
  }

  /** Makes all of it durable; says how many bytes each file has. */
  Map<String, Long> sync() throws IOException {
    Map<String, Long> sizes = new HashMap<>();
    for (ExportFile file : files()) {
      sizes.put(file.name(), file.sync());
    }
    return sizes;
  }

  /** Ends the files and closes them; the digest of each, by name. */
  SequencedMap<String, String> finish(long messages) throws IOException {
    html.write(HtmlTranscript.end(messages));
    sync();
    close();
    SequencedMap<String, String> digests = new LinkedHashMap<>();
    files().forEach(file -> digests.put(file.name(), file.digest()));
    return digests;
  }

  @Override
  public void close() throws IOException {
    for (ExportFile file : files()) {
      file.close();
    }
  }
}
