package org.chancery.server.feature;

import org.chancery.server.config.Section;

/**
 * Settings of the small features.
 *
 * @param rosterItems how many contacts an account may have
 * @param historyPage how many messages one page of history may hold
 */
public record FeatureConfig(int rosterItems, int historyPage) {

  /** Reads {@code chancery.limits}. */
  public static FeatureConfig from(Section limits) {
    return new FeatureConfig(
        limits.integer("roster-items", 1, 1_000_000), limits.integer("history-page", 1, 1_000));
  }
}
