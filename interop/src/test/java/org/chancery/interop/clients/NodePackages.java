package org.chancery.interop.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.chancery.interop.ForegroundProcess;

/** The npm packages of {@code clients/xmppjs}, as its lock file pins them. */
final class NodePackages {
  private static final Path SOURCE = Path.of("clients", "xmppjs");
  private static final Path TARGET = Path.of("target", "xmppjs").toAbsolutePath();
  private static final List<String> FILES = List.of("package.json", "package-lock.json", "chat.js");

  private NodePackages() {}

  /** Installs the packages under {@code target} unless that is done, and returns the directory. */
  static synchronized Path installed() throws IOException, InterruptedException {
    Files.createDirectories(TARGET);
    boolean current = Files.exists(TARGET.resolve("node_modules", ".package-lock.json"));
    for (String file : FILES) {
      byte[] wanted = Files.readAllBytes(SOURCE.resolve(file));
      Path copy = TARGET.resolve(file);
      if (!Files.exists(copy) || Files.mismatch(SOURCE.resolve(file), copy) >= 0) {
        Files.write(copy, wanted);
        current &= file.endsWith(".js");
      }
    }
    if (!current) {
      ForegroundProcess.run(
          TARGET,
          Duration.ofMinutes(10),
          "",
          List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    }
    return TARGET;
  }
}
