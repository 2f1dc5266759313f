package org.chancery.server.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.GraceDirectory;
import org.chancery.auth.LocalDirectory;
import org.chancery.auth.ldap.LdapDirectory;
import org.chancery.storage.AccountStore;

/** The chain of directories as configured, with their connections. Thread-safe. */
public final class OpenDirectories implements AutoCloseable {
  private final Directories directories;
  private final List<LocalDirectory> local = new ArrayList<>();
  private final List<Followed> ldap = new ArrayList<>();
  private final Map<String, Set<String>> roomsOnly = new HashMap<>();

  /**
   * A directory that is reached by LDAP.
   *
   * @param grace what lets people in while it does not answer, if that is configured
   */
  public record Followed(LdapDirectory directory, Optional<GraceDirectory> grace) {}

  /**
   * Opens no connection yet.
   *
   * @param iterations of made-up verifiers for local names that don't exist
   * @param deriving what is put around a directory that can only check passwords
   */
  public OpenDirectories(
      String domain,
      List<DirectoryConfig> configs,
      AccountStore accounts,
      int iterations,
      UnaryOperator<Directory> deriving,
      Clock clock) {
    List<Directory> chain = new ArrayList<>();
    for (DirectoryConfig config : configs) {
      config.ldap().ifPresent(it -> roomsOnly.put(config.name(), Set.copyOf(it.roomsOnly())));
      chain.add(
          config
              .open(clock)
              .map(opened -> followed(opened, deriving.apply(opened), config.grace(), clock))
              .orElseGet(() -> local(accounts, iterations)));
    }
    directories = new Directories(Map.of(domain, chain));
  }

  private Directory local(AccountStore accounts, int iterations) {
    LocalDirectory opened = new LocalDirectory(accounts, iterations);
    local.add(opened);
    return opened;
  }

  private Directory followed(
      LdapDirectory directory, Directory asked, Duration length, Clock clock) {
    Optional<GraceDirectory> grace =
        length.isZero() ? Optional.empty() : Optional.of(new GraceDirectory(asked, length, clock));
    ldap.add(new Followed(directory, grace));
    return grace.<Directory>map(it -> it).orElse(asked);
  }

  /** The chain. */
  public Directories directories() {
    return directories;
  }

  /** The local accounts alone. */
  public List<LocalDirectory> local() {
    return List.copyOf(local);
  }

  /** Those of them that are reached by LDAP. */
  public List<Followed> ldap() {
    return List.copyOf(ldap);
  }

  /** The DNs of groups that only own rooms, by the name of the directory. */
  public Map<String, Set<String>> roomsOnly() {
    return Map.copyOf(roomsOnly);
  }

  @Override
  public void close() {
    ldap.forEach(it -> it.directory().close());
  }
}
