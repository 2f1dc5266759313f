package org.chancery.interop.smack;

import java.util.Optional;

/**
 * What became of one test of the suite.
 *
 * @param test the suite's name for it: class, method, kind of connection
 * @param verdict passed, failed, or not possible on this server
 * @param reason why it failed or was not possible; empty when it passed
 * @param cause what was thrown, for a failure
 */
record SuiteResult(String test, Verdict verdict, String reason, Optional<Throwable> cause)
    implements Comparable<SuiteResult> {
  enum Verdict {
    PASSED,
    FAILED,
    NOT_POSSIBLE
  }

  static SuiteResult passed(String test) {
    return new SuiteResult(test, Verdict.PASSED, "", Optional.empty());
  }

  static SuiteResult failed(String test, Throwable cause) {
    return new SuiteResult(test, Verdict.FAILED, firstLine(cause), Optional.of(cause));
  }

  static SuiteResult notPossible(String test, Throwable cause) {
    return new SuiteResult(test, Verdict.NOT_POSSIBLE, firstLine(cause), Optional.empty());
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElse("").replaceAll("\\s+", " ").strip();
  }

  @Override
  public int compareTo(SuiteResult other) {
    return test.compareTo(other.test);
  }
}
