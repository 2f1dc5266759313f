package org.chancery.server.feature.search;

import org.chancery.server.config.Section;

/**
 * Settings of the user search.
 *
 * @param enabled whether there is one
 * @param host the name of the service, in front of the domain
 * @param results how many people it shows at most
 */
public record SearchConfig(boolean enabled, String host, int results) {

  /** Reads {@code chancery.search}. */
  public static SearchConfig from(Section section) {
    return new SearchConfig(
        section.flag("enabled"), section.string("host"), section.integer("results", 1, 1_000));
  }
}
