package org.chancery.interop.smack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the suite's tests are run: the content of {@code suite/enabled.txt}.
 *
 * @param classes the test classes, in the order of the file
 * @param connections the suite's names for the kinds of connection that low-level tests use
 * @param leftOut what is never run, each with the reason
 */
record EnabledTests(List<TestClass> classes, List<String> connections, List<String> leftOut) {
  /**
   * One line of the file.
   *
   * @param name the full name of the class
   * @param methods the methods to run, or none for all of them
   */
  record TestClass(String name, List<String> methods) {
    /** The tests as the suite's own {@code enabledTests} setting wants them. */
    String asSetting() {
      if (methods.isEmpty()) {
        return name;
      }
      return String.join(",", methods.stream().map(method -> name + "." + method).toList());
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
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "connections" -> connections.addAll(rest);
        case "left-out" -> leftOut.add(String.join(" ", rest));
        default -> classes.add(new TestClass(words.getFirst(), rest));
      }
    }
    return new EnabledTests(List.copyOf(classes), List.copyOf(connections), List.copyOf(leftOut));
  }
}
