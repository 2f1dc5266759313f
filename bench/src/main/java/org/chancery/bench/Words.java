package org.chancery.bench;

/** Something to say. */
final class Words {
  private static final String SENTENCE =
      "The quarterly figures are in the shared folder, please have a look. ";

  private Words() {}

  /** So many bytes of ASCII text. */
  static String of(int bytes) {
    return SENTENCE.repeat(bytes / SENTENCE.length() + 1).substring(0, bytes);
  }
}
