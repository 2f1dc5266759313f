package org.chancery.interop.smack;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.igniterealtime.smack.inttest.annotations.SmackIntegrationTest;

/**
 * Which of the suite's tests are run: the content of {@code suite/enabled.txt}.
 *
 * @param classes the test classes, in the order of the file
 * @param connections the suite's names for the kinds of connection that low-level tests use
 * @param leftOut what is never run, each with the reason
 * @param byChance what is run again when it fails, each with the reason: the suite's own races
 */
record EnabledTests(
    List<TestClass> classes,
    List<String> connections,
    List<String> leftOut,
    List<String> byChance) {
  /**
   * One line of the file.
   *
   * @param name the full name of the class
   * @param methods the methods to run, or none for all of them
   * @param without methods that are not run
   */
  record TestClass(String name, List<String> methods, List<String> without) {
    static TestClass of(String name, List<String> words) {
      return new TestClass(
          name,
          words.stream().filter(word -> !word.startsWith("-")).toList(),
          words.stream().filter(word -> word.startsWith("-")).map(it -> it.substring(1)).toList());
    }

    /**
     * The tests as the suite's own {@code enabledTests} setting wants them. Its {@code
     * disabledTests} is no help: with one method it leaves the whole class out.
     */
    String asSetting() {
      List<String> wanted = without.isEmpty() ? methods : allOthers();
      return wanted.isEmpty()
          ? name
          : String.join(",", wanted.stream().map(method -> name + "." + method).toList());
    }

    private List<String> allOthers() {
      return Arrays.stream(suiteClass().getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(SmackIntegrationTest.class))
          .map(Method::getName)
          .filter(method -> !without.contains(method))
          .sorted()
          .toList();
    }

    private Class<?> suiteClass() {
      try {
        return Class.forName(name);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("this version of the suite has no such class", e);
      }
    }

    String simpleName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    String packageName() {
      return name.substring(0, name.lastIndexOf('.'));
    }
  }

  static EnabledTests read(Path file) throws IOException {
    List<TestClass> classes = new ArrayList<>();
    List<String> connections = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    List<String> byChance = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "connections" -> connections.addAll(rest);
        case "left-out" -> leftOut.add(String.join(" ", rest));
        case "by-chance" -> byChance.add(String.join(" ", rest));
        default -> classes.add(TestClass.of(words.getFirst(), rest));
      }
    }
    return new EnabledTests(
        List.copyOf(classes),
        List.copyOf(connections),
        List.copyOf(leftOut),
        List.copyOf(byChance));
  }

  /** Those whose simple names contain a text; for looking into a failure. */
  EnabledTests matching(String text) {
    return new EnabledTests(
        classes.stream().filter(it -> it.simpleName().contains(text)).toList(),
        connections,
        leftOut,
        byChance);
  }

  /** Whether a test failed that may do so through the suite's own fault. */
  boolean mayHaveFailedByChance(SuiteResult result) {
    return result.verdict() == SuiteResult.Verdict.FAILED
        && byChance.stream().anyMatch(it -> result.test().startsWith(it.split(" ", 2)[0] + "."));
  }
}
