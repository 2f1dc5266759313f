package org.chancery.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chancery.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of PostgreSQL that outlived a server which was killed. Known by their working
 * directory: the cluster.
 */
final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final int STOP_SECONDS = 60;
  private static final int CHILDREN_SECONDS = 10;

  private final Path cluster;

  Orphans(Path cluster) {
    this.cluster = cluster;
  }

  /**
   * The running postmaster of this cluster, if there is one; a stale file with another process's
   * number is seen.
   */
  Optional<ProcessHandle> postmaster() throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::worksHere);
  }

  /** Whether it runs, and belongs to this cluster. Needs no file descriptor. */
  boolean worksHere(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
          .equals(cluster.toRealPath());
    } catch (IOException e) {
      // Gone meanwhile, or another user's process: PostgreSQL of this cluster runs as somebody whom
      // we may look at.
      return false;
    }
  }

  /**
   * Stops them all. The caller holds the lock of the data directory, so no living server needs
   * them.
   */
  void stop(PgCtl control) throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      LOG.warn(
          "stopping PostgreSQL (pid {}), left over from a server that was killed",
          postmaster.get().pid());
      if (!control.stop("fast", STOP_SECONDS) && !control.stop("immediate", STOP_SECONDS)) {
        throw new StorageException(
            "PostgreSQL (pid "
                + postmaster.get().pid()
                + ") of an earlier run does not stop; data in "
                + cluster);
      }
    }
    List<ProcessHandle> children = ProcessHandle.allProcesses().filter(this::worksHere).toList();
    if (!children.isEmpty() && !ended(children)) {
      // Without a postmaster they serve nobody, and PostgreSQL does not start beside them.
      children.forEach(ProcessHandle::destroyForcibly);
      if (!ended(children) && children.stream().anyMatch(this::worksHere)) {
        throw new StorageException(
            "processes of an earlier PostgreSQL do not end; data in " + cluster);
      }
    }
  }

  private static boolean ended(List<ProcessHandle> processes) {
    CompletableFuture<?>[] exits =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(CHILDREN_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for PostgreSQL to end", e);
    } catch (ExecutionException e) {
      throw new StorageException("can't wait for PostgreSQL to end", e);
    }
  }
}
