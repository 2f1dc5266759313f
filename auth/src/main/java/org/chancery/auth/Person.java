package org.chancery.auth;

import java.util.Map;
import java.util.Set;
import org.chancery.protocol.Jid;

/**
 * A person as a directory describes it. Immutable.
 *
 * @param address the bare address
 * @param enabled whether the person may log in
 * @param attributes what else is known: {@code display-name}, {@code mail}, {@code department},
 *     {@code title}, ...
 * @param groups names of the groups the person belongs to
 * @param entry which entry this is, in a directory that has such
 */
public record Person(
    Jid address, boolean enabled, Map<String, String> attributes, Set<String> groups, Entry entry) {

  /**
   * What a directory says of the entry that a person is there.
   *
   * @param id kept when the entry is renamed, and never given to another one; empty when the
   *     directory does not tell
   * @param passwordMark changes whenever the password does; empty when the directory does not tell
   * @param settled whether that holds for changes yet to come: a directory that counts whole
   *     seconds may mark two changes within one alike
   */
  public record Entry(String id, String passwordMark, boolean settled) {
    /** Where accounts are not entries of a directory. */
    public static final Entry NONE = new Entry("", "", true);
  }

  /** One who is no entry of a directory. */
  public Person(Jid address, boolean enabled, Map<String, String> attributes, Set<String> groups) {
    this(address, enabled, attributes, groups, Entry.NONE);
  }
}
