package org.chancery.server.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.chancery.storage.JsonText;
import org.chancery.storage.files.FileLink;
import org.chancery.storage.record.Evidence;
import org.chancery.storage.record.EvidenceLines;
import org.chancery.storage.record.EvidenceParser;
import org.chancery.storage.record.EvidenceVerifier;
import org.chancery.storage.record.SigningKey;

/**
 * Checks an export with nothing but public keys: that the files are those that were exported, and
 * that each message is what was recorded. Needs little memory. Not thread-safe.
 */
public final class BundleVerifier {
  private static final int REMEMBERED = 1_000;
  private static final int LINES_BETWEEN_SIGNS_OF_LIFE = 10_000;

  /** Columns of {@code messages.jsonl} that the record proves, by their names there. */
  private static final Map<String, String> PROVED =
      Map.ofEntries(
          Map.entry("sender", "sender"),
          Map.entry("sender_device", "sender_resource"),
          Map.entry("recipient", "recipient"),
          Map.entry("recipient_device", "recipient_resource"),
          Map.entry("conversation", "conversation"),
          Map.entry("type", "type"),
          Map.entry("body", "body"),
          Map.entry("changes", "relation"),
          Map.entry("changes_client_id", "related_to"),
          Map.entry("policy", "outcome"),
          Map.entry("thread", "thread"),
          Map.entry("client_id", "stanza_id"),
          Map.entry("session_id", "session"),
          Map.entry("xml", "xml"));

  private final Path directory;
  private final EvidenceVerifier verifier;
  private long proved;
  private long unproved;
  private long missing;

  /** Lines of files whose copies were read last: one may be linked to by many. */
  private final Set<String> checked = new HashSet<>();

  /**
   * What was found.
   *
   * @param proved how many messages are proved each by itself
   * @param unproved how many are not, as rows that were signed together with them have expired;
   *     their files are as they were exported all the same
   * @param missing how many links to files have none in the export, as it was not there then
   * @param problem the first thing that is wrong; empty when all is sound
   */
  public record Result(long proved, long unproved, long missing, Optional<String> problem) {}

  /** Something is wrong. */
  private static final class Unsound extends Exception {
    private static final long serialVersionUID = 1L;

    Unsound(String message) {
      super(message);
    }
  }

  /** Believes what one of these keys signed. */
  public BundleVerifier(Path directory, Collection<SigningKey.PublicKey> trusted) {
    this.directory = directory;
    this.verifier = new EvidenceVerifier(trusted);
  }

  /**
   * Does it. Blocks.
   *
   * @param progress is told from time to time how many messages have been checked
   */
  public Result run(LongConsumer progress) throws IOException {
    Optional<String> problem = Optional.empty();
    try {
      // First what names a bad message; then what only says that a file is not the exported one.
      Manifest manifest = manifest();
      messages(manifest, progress);
      for (Map.Entry<String, String> file : manifest.digests().entrySet()) {
        requireDigest(file.getKey(), file.getValue());
      }
      if (manifest.digests().containsKey("eml.sha256")) {
        mails();
      }
      requireOnRecord();
    } catch (Unsound e) {
      problem = Optional.of(e.getMessage());
    } catch (NoSuchFileException e) {
      problem = Optional.of(e.getFile() + " is missing");
    }
    return new Result(proved, unproved, missing, problem);
  }

  private Manifest manifest() throws IOException, Unsound {
    try {
      return Manifest.read(directory);
    } catch (IllegalArgumentException e) {
      throw new Unsound("manifest.json is no manifest: " + e.getMessage());
    }
  }

  private void messages(Manifest manifest, LongConsumer progress) throws IOException, Unsound {
    try (BufferedReader messages = reader("messages.jsonl");
        BufferedReader lines = reader("evidence.jsonl");
        BufferedReader checkpoints = reader("checkpoints.jsonl");
        BufferedReader files = reader(SharedFiles.LIST)) {
      EvidenceLines evidence = new EvidenceLines(lines, checkpoints);
      long number = 0;
      String message = messages.readLine();
      while (message != null) {
        number++;
        message(number, message, evidence, files);
        message = messages.readLine();
        if (number % LINES_BETWEEN_SIGNS_OF_LIFE == 0) {
          progress.accept(number);
        }
      }
      if (number != manifest.messages() || lines.readLine() != null || files.readLine() != null) {
        throw new Unsound(
            "messages.jsonl ends after line %d of %d".formatted(number, manifest.messages()));
      }
    }
  }

  private BufferedReader reader(String name) throws IOException {
    return Files.newBufferedReader(directory.resolve(name));
  }

  private void message(long number, String line, EvidenceLines lines, BufferedReader files)
      throws IOException, Unsound {
    Map<String, String> message =
        JsonText.read(line).orElseThrow(() -> bad(number, "?", "it is no JSON object of texts"));
    String id = message.getOrDefault("message_id", "?");
    try {
      EvidenceLines.Line found =
          lines.next().orElseThrow(() -> bad(number, id, "its evidence is missing"));
      if (!id.equals(Long.toString(found.messageId()))) {
        throw bad(number, id, "the evidence is of message " + found.messageId());
      }
      for (FileLink link : FileLink.read(Optional.ofNullable(message.get(FileLink.DETAIL)))) {
        file(number, id, link, Optional.ofNullable(files.readLine()).orElse(""));
      }
      if (found.evidence().isEmpty()) {
        unproved++;
        return;
      }
      Optional<String> problem =
          verifier
              .problem(found.evidence().get())
              .or(() -> difference(message, found.evidence().get()));
      if (problem.isPresent()) {
        throw bad(number, id, problem.get());
      }
      proved++;
    } catch (IllegalArgumentException e) {
      throw bad(number, id, "its evidence can't be understood: " + e.getMessage());
    }
  }

  /** One file that a message links to, by its line in the list of the copies. */
  private void file(long number, String id, FileLink link, String listed)
      throws IOException, Unsound {
    if (listed.startsWith("# " + link.id() + ": ")) {
      missing++;
      return;
    }
    String copy = link.sha256() + "  files/" + link.id() + "/";
    if (!listed.startsWith(copy)) {
      throw bad(number, id, "the file " + link.id() + " is not listed, or not with its digest");
    }
    if (checked.size() == REMEMBERED) {
      checked.clear();
    }
    if (checked.add(listed)) {
      requireDigest(listed.substring(link.sha256().length() + 2), link.sha256());
    }
  }

  private static Optional<String> difference(Map<String, String> message, Evidence evidence) {
    Map<String, String> recorded = evidence.texts();
    Optional<String> column =
        PROVED.entrySet().stream()
            .filter(
                pair ->
                    !message
                        .getOrDefault(pair.getKey(), "")
                        .equals(recorded.getOrDefault(pair.getValue(), "")))
            .map(Map.Entry::getKey)
            .sorted()
            .findFirst();
    return column
        .or(
            () ->
                evidence.receivedAt().toString().equals(message.get("sent_at"))
                    ? Optional.empty()
                    : Optional.of("sent_at"))
        .or(
            () ->
                Objects.equals(evidence.detail().get(FileLink.DETAIL), message.get(FileLink.DETAIL))
                    ? Optional.empty()
                    : Optional.of(FileLink.DETAIL))
        .map(name -> "its " + name + " is not what was recorded");
  }

  private static Unsound bad(long line, String messageId, String problem) {
    return new Unsound(
        "message " + messageId + " in line " + line + " of messages.jsonl: " + problem);
  }

  private void mails() throws IOException, Unsound {
    try (BufferedReader digests = reader("eml.sha256")) {
      String line = digests.readLine();
      while (line != null) {
        String[] parts = line.split("  ", 2);
        requireDigest(parts[1], parts[0]);
        line = digests.readLine();
      }
    }
  }

  private void requireDigest(String name, String digest) throws IOException, Unsound {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory.normalize())) {
      throw new Unsound("the manifest names " + name + ", which is not in the export");
    }
    if (!digest(file).equals(digest)) {
      throw new Unsound(name + " is not the file that was exported");
    }
  }

  private static String digest(Path file) throws IOException {
    MessageDigest sha256 = ExportFile.sha256();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** The record itself has the digest of the manifest, since the export ended. */
  private void requireOnRecord() throws IOException, Unsound {
    String text = Files.readString(directory.resolve(Manifest.PROOF));
    try {
      Evidence finished = EvidenceParser.proof(text);
      Optional<String> problem = verifier.problem(finished);
      if (problem.isPresent()) {
        throw new Unsound(Manifest.PROOF + " does not hold: " + problem.get());
      }
      String digest = finished.detail().getOrDefault("manifest-sha256", "");
      if (!digest.equals(digest(directory.resolve(Manifest.FILE)))) {
        throw new Unsound("manifest.json is not the one that the record has of this export");
      }
    } catch (IllegalArgumentException e) {
      throw new Unsound(Manifest.PROOF + " is no proof: " + e.getMessage());
    }
  }
}
