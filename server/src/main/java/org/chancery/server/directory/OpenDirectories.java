package org.chancery.server.directory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.LocalDirectory;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.storage.AccountStore;

/** The chain of directories as configured, with their connections. Thread-safe. */
public final class OpenDirectories implements AutoCloseable {
  private final Directories directories;
  private final Directories local;
  private final List<LdapDirectory> ldap = new ArrayList<>();
  private final Map<String, Set<String>> roomsOnly = new HashMap<>();

  /**
   * Opens no connection yet.
   *
   * @param iterations of made-up verifiers for local names that don't exist
   */
  public OpenDirectories(
      String domain,
      List<DirectoryConfig> configs,
      AccountStore accounts,
      int iterations,
      Clock clock) {
    List<Directory> chain = new ArrayList<>();
    for (DirectoryConfig config : configs) {
      Optional<LdapDirectory> opened = config.open(clock);
      opened.ifPresent(ldap::add);
      config.ldap().ifPresent(it -> roomsOnly.put(config.name(), Set.copyOf(it.roomsOnly())));
      chain.add(
          opened
              .<Directory>map(it -> it)
              .orElseGet(() -> new LocalDirectory(accounts, iterations)));
    }
    directories = new Directories(Map.of(domain, chain));
    local =
        new Directories(
            Map.of(domain, chain.stream().filter(it -> it instanceof LocalDirectory).toList()));
  }

  /** The chain. */
  public Directories directories() {
    return directories;
  }

  /** The local accounts alone. */
  public Directories local() {
    return local;
  }

  /** Those of them that are reached by LDAP. */
  public List<LdapDirectory> ldap() {
    return List.copyOf(ldap);
  }

  /** The DNs of groups that only own rooms, by the name of the directory. */
  public Map<String, Set<String>> roomsOnly() {
    return Map.copyOf(roomsOnly);
  }

  @Override
  public void close() {
    ldap.forEach(LdapDirectory::close);
  }
}
