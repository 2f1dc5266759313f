package org.chancery.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a Java server, asked for by {@code jcmd} of this JDK. */
public final class JavaHeap {
  private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");
  private static final int TIMEOUT_SECONDS = 60;

  private final long pid;

  private JavaHeap(long pid) {
    this.pid = pid;
  }

  /** Whether a process is a Java one, by its executable's name. */
  public static boolean isJava(long pid) {
    try {
      Path executable = Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe"));
      return executable.endsWith("java");
    } catch (IOException e) {
      return false;
    }
  }

  /** The heap of the Java process {@code pid}. */
  public static JavaHeap of(long pid) {
    return new JavaHeap(pid);
  }

  /** Makes the server collect all its garbage. */
  public void collect() throws IOException, InterruptedException {
    jcmd("GC.run");
  }

  /** What the heap holds now, in KiB: all generations; metaspace is not heap. */
  public OptionalLong used() throws IOException, InterruptedException {
    return used(jcmd("GC.heap_info"));
  }

  /** The sum of what each generation in {@code GC.heap_info}'s answer uses. */
  static OptionalLong used(String info) {
    long sum = 0;
    boolean found = false;
    for (String line : info.lines().toList()) {
      String text = line.trim();
      Matcher matcher = USED.matcher(text);
      if (matcher.find() && !text.startsWith("Metaspace") && !text.startsWith("class space")) {
        sum += Long.parseLong(matcher.group(1));
        found = true;
      }
    }
    return found ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(tool, Long.toString(pid), command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("jcmd " + command + " failed: " + answer.strip());
    }
    return answer;
  }
}
