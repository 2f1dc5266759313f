package org.chancery.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A view of one stanza's bytes, looked into without parsing. It is reused: read what is needed
 * before returning from the call that brought it.
 */
public final class Stanza {
  private byte[] data = {};
  private int start;
  private int openingTagEnd;
  private int end;

  void set(byte[] bytes, int from, int tagEnd, int to) {
    data = bytes;
    start = from;
    openingTagEnd = tagEnd;
    end = to;
  }

  /** Whether the name as written, prefix included, is {@code name}. */
  public boolean named(String name) {
    int after = start + 1 + name.length();
    if (after >= end || !matches(name, start + 1)) {
      return false;
    }
    byte next = data[after];
    return next == ' ' || next == '>' || next == '/' || next == '\n' || next == '\t';
  }

  /** Whether the stanza is of this type, by its {@code type} attribute. */
  public boolean typed(String type) {
    int at = attributeAt("type");
    return at >= 0 && matches(type, at) && at + type.length() < end && isQuote(at + type.length());
  }

  /** The value of an attribute of the stanza itself, entities left as they are. */
  public Optional<String> attribute(String name) {
    int at = attributeAt(name);
    if (at < 0) {
      return Optional.empty();
    }
    int to = at;
    while (data[to] != data[at - 1]) {
      to++;
    }
    return Optional.of(new String(data, at, to - at, StandardCharsets.UTF_8));
  }

  /** Where the value of an attribute of the stanza itself begins, or -1 when there is none. */
  int attributeAt(String name) {
    int last = openingTagEnd - name.length() - 2;
    for (int i = start + 1; i < last; i++) {
      if (data[i] <= ' '
          && matches(name, i + 1)
          && data[i + 1 + name.length()] == '='
          && isQuote(i + 2 + name.length())) {
        return i + 3 + name.length();
      }
    }
    return -1;
  }

  /** The byte at an index that {@link #attributeAt} gave, or after it. */
  byte at(int index) {
    return data[index];
  }

  /** Whether the bytes of {@code ascii} occur anywhere in the stanza. */
  public boolean contains(String ascii) {
    for (int i = start; i <= end - ascii.length(); i++) {
      if (data[i] == ascii.charAt(0) && matches(ascii, i)) {
        return true;
      }
    }
    return false;
  }

  /** The text between the opening tag and the next tag; all of it when there are no children. */
  public String text() {
    int to = openingTagEnd;
    while (to < end && data[to] != '<') {
      to++;
    }
    return new String(data, openingTagEnd, to - openingTagEnd, StandardCharsets.UTF_8);
  }

  /** The text of the first child element written as {@code name}, if there is one. */
  public Optional<String> child(String name) {
    String all = toString();
    int open = all.indexOf("<" + name, openingTagEnd - start);
    int from = open < 0 ? -1 : all.indexOf('>', open);
    int to = from < 0 ? -1 : all.indexOf('<', from);
    return to < 0 ? Optional.empty() : Optional.of(all.substring(from + 1, to));
  }

  /** The stanza's size in bytes as it came over the wire. */
  public int size() {
    return end - start;
  }

  private boolean isQuote(int index) {
    return data[index] == '\'' || data[index] == '"';
  }

  private boolean matches(String ascii, int from) {
    if (from + ascii.length() > end) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (data[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The stanza as XML text. */
  @Override
  public String toString() {
    return new String(data, start, end - start, StandardCharsets.UTF_8);
  }
}
