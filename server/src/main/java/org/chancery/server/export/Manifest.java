package org.chancery.server.export;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chancery.storage.JsonText;

/** What an export holds, as JSON. Not thread-safe. */
final class Manifest {
  private final ExportRequest request;
  private final Instant madeAt;
  private final Map<String, ChainSpan> chains = new TreeMap<>();
  private long messages;

  Manifest(ExportRequest request, Instant madeAt) {
    this.request = request;
    this.madeAt = madeAt;
  }

  void add(ExportRow row) {
    messages++;
    chains.merge(
        row.value("server_node").orElse(""), ChainSpan.of(row), (before, now) -> before.and(row));
  }

  long messages() {
    return messages;
  }

  String text(List<ExportFile> files) {
    StringBuilder out = new StringBuilder("{\n");
    pair("format", "chancery export 1", out).append(",\n");
    pair("made_at", madeAt.toString(), out).append(",\n");
    pair("request", request.description(), out).append(",\n");
    pair("matter", request.matter(), out).append(",\n");
    out.append("  \"messages\": ").append(messages).append(",\n  \"files\": [");
    for (ExportFile file : files) {
      out.append(file == files.getFirst() ? "\n" : ",\n").append("    ");
      out.append(JsonText.of(new TreeMap<>(Map.of("name", file.name(), "sha256", file.digest()))));
    }
    out.append("\n  ],\n  \"chains\": [");
    String separator = "\n";
    for (Map.Entry<String, ChainSpan> chain : chains.entrySet()) {
      out.append(separator).append("    ").append(JsonText.of(span(chain)));
      separator = ",\n";
    }
    return out.append("\n  ]\n}\n").toString();
  }

  private static Map<String, String> span(Map.Entry<String, ChainSpan> chain) {
    ExportRow first = chain.getValue().first();
    ExportRow last = chain.getValue().last();
    return new TreeMap<>(
        Map.of(
            "server_node", chain.getKey(),
            "messages", Long.toString(chain.getValue().messages()),
            "first_sequence", first.value("sequence").orElse(""),
            "first_chain", first.value("chain").orElse(""),
            "last_sequence", last.value("sequence").orElse(""),
            "last_chain", last.value("chain").orElse("")));
  }

  private static StringBuilder pair(String name, String value, StringBuilder out) {
    out.append("  ");
    JsonText.quote(name, out);
    out.append(": ");
    JsonText.quote(value, out);
    return out;
  }
}
