package org.chancery.server.admin;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process from its start to its end. A signal ends the server in order, whenever it comes, and
 * the process with exit code 0; the virtual machine by itself would exit with 128 and the signal's
 * number.
 */
final class ServerProcess {

  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);

  /** How long a start that is under way may take to notice that it is not wanted any more. */
  private static final Duration ABANDONED_START = Duration.ofSeconds(30);

  private final PrintWriter out;
  private final CompletableFuture<RunningServer> started = new CompletableFuture<>();
  private final CountDownLatch never = new CountDownLatch(1);

  ServerProcess(PrintWriter out) {
    this.out = out;
  }

  /**
   * Starts the server, says where it is, and stays until a signal ends the process.
   *
   * @param start makes the server; interrupted when a signal comes meanwhile; what it throws is
   *     thrown on
   */
  void run(Supplier<RunningServer> start) throws InterruptedException {
    Thread starter = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(starter), "shutdown"));
    try {
      RunningServer running = start.get();
      running.people().forEach(out::println);
      out.println(ReadyLine.text(running.addresses()));
      out.flush();
      started.complete(running);
    } finally {
      started.completeExceptionally(new IllegalStateException("the server did not start"));
    }
    never.await();
  }

  /**
   * Runs at the end of the process, also when the start has failed: then there is nothing to stop,
   * and its exit code stands.
   */
  private void end(Thread starter) {
    boolean abandoned = !started.isDone();
    if (abandoned) {
      starter.interrupt();
    }
    try {
      RunningServer running = started.get(ABANDONED_START.toSeconds(), TimeUnit.SECONDS);
      log.info("stopping");
      running.stop().run();
      exit(0);
    } catch (ExecutionException e) {
      if (abandoned) {
        exit(0);
      }
    } catch (InterruptedException | TimeoutException | RuntimeException e) {
      log.error("could not stop in order", e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void exit(int code) {
    out.println("stopped");
    out.flush();
    Runtime.getRuntime().halt(code);
  }
}
