package org.chancery.server.feature.search;

import java.util.List;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.protocol.Jid;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;

/** Lets people of a domain find each other. */
public final class UserSearch implements Feature {
  private final SearchConfig config;
  private final Set<String> domains;
  private final Directories directories;

  /** Over the directories. */
  public UserSearch(SearchConfig config, Set<String> domains, Directories directories) {
    this.config = config;
    this.domains = domains;
    this.directories = directories;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(55, "Jabber Search", "1.3"));
  }

  @Override
  public void install(Hooks hooks) {
    if (config.enabled()) {
      domains.stream()
          .sorted()
          .forEach(
              domain ->
                  hooks.host(
                      new SearchHost(
                          Jid.of(config.host() + "." + domain),
                          domain,
                          directories,
                          config.results())));
    }
  }
}
