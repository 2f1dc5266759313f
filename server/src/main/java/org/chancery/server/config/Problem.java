package org.chancery.server.config;

/**
 * Something wrong with the configuration, in words for the person who edits it.
 *
 * @param where file and line ({@code chancery.conf:12}), or {@code --set}, or {@code
 *     reference.conf} for a default
 * @param key the full key, such as {@code chancery.client.port}; empty when the file as a whole is
 *     meant
 * @param message what is wrong, beginning with the key where there is one
 */
public record Problem(String where, String key, String message) {

  @Override
  public String toString() {
    return where + ": " + message;
  }
}
