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
 */
public record Person(
    Jid address, boolean enabled, Map<String, String> attributes, Set<String> groups) {}
