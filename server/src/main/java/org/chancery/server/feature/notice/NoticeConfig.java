package org.chancery.server.feature.notice;

import java.util.Locale;
import org.chancery.server.config.Section;

/**
 * What people are told about being on record.
 *
 * @param text empty when nobody is told anything
 * @param version who was told another one is told again
 * @param word the answer that acknowledges it
 */
public record NoticeConfig(String text, String version, String word) {

  /** Reads {@code chancery.notice}. */
  public static NoticeConfig from(Section section) {
    NoticeConfig notice =
        new NoticeConfig(
            section.string("text").strip(),
            section.string("version").strip(),
            section.string("word").strip());
    if (notice.given()) {
      if (notice.version().isEmpty()) {
        section.problem("version", "must say which version the text is");
      }
      if (notice.word().isEmpty() || !folded(notice.text()).contains(folded(notice.word()))) {
        section.problem("text", "must have the word that people are to answer with");
      }
    }
    return notice;
  }

  /** Whether people are told anything. */
  boolean given() {
    return !text.isEmpty();
  }

  /** Whether an answer is the word. */
  boolean acknowledgedBy(String answer) {
    return folded(answer.strip()).equals(folded(word));
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
