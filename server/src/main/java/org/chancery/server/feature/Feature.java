package org.chancery.server.feature;

import java.util.List;

/**
 * One protocol extension, or a part of the core that reads as one: what it implements and where it
 * hooks in.
 */
public interface Feature {

  /** Its name in the documents: that of its package. */
  default String name() {
    String packageName = getClass().getPackageName();
    return packageName.substring(packageName.lastIndexOf('.') + 1);
  }

  /** The specifications that it implements; none for what is the server's own. */
  default List<Spec> specs() {
    return List.of();
  }

  /** Hooks in; called once, before the server starts. Reads as the feature's table of contents. */
  void install(Hooks hooks);

  /** Everything is wired and nobody can come in yet; may block. */
  default void start() {}

  /** The server stops: sessions are still there, the record still takes rows; may block. */
  default void stop() {}
}
