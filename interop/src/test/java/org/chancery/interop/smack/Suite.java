package org.chancery.interop.smack;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.chancery.interop.ServerUnderTest;
import org.igniterealtime.smack.inttest.Configuration;

/**
 * Runs the suite class by class, so that a class that breaks off the run hides no other. Smack
 * keeps much in statics: one at a time in a process.
 */
final class Suite {
  private static final Logger log = Logger.getLogger(Suite.class.getName());
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final int MOST_RUNS = 5;
  private static final String ADMIN = "admin";
  private static final String ADMIN_PASSWORD = "suite-admin-password";

  private final ServerUnderTest server;
  private final EnabledTests enabled;

  private Suite(ServerUnderTest server, EnabledTests enabled) {
    this.server = server;
    this.enabled = enabled;
  }

  /**
   * Prepares a server for the suite: it gets the account that the suite counts as administrator.
   */
  static Suite on(ServerUnderTest server, EnabledTests enabled)
      throws IOException, InterruptedException {
    server.addAccount(ADMIN, ADMIN_PASSWORD);
    return new Suite(server, enabled);
  }

  /**
   * Runs the tests of one class; again, when one has failed that may do so by chance. What failed
   * for another reason stays failed.
   */
  List<SuiteResult> run(EnabledTests.TestClass testClass)
      throws IOException, GeneralSecurityException, InterruptedException {
    List<SuiteResult> results = runOnce(testClass);
    for (int runs = 1; runs < MOST_RUNS && failedByChance(results); runs++) {
      results = corrected(results, runOnce(testClass));
    }
    return results;
  }

  private boolean failedByChance(List<SuiteResult> results) {
    return results.stream().anyMatch(enabled::mayHaveFailedByChance);
  }

  private List<SuiteResult> corrected(List<SuiteResult> results, List<SuiteResult> again) {
    Map<String, SuiteResult> later =
        again.stream().collect(Collectors.toMap(SuiteResult::test, result -> result));
    return results.stream()
        .map(
            result -> {
              if (!enabled.mayHaveFailedByChance(result)) {
                return result;
              }
              log.warning(() -> "run again: " + result.test() + ": " + result.reason());
              return later.getOrDefault(result.test(), result);
            })
        .toList();
  }

  /** A class that doesn't come to its end is a failed result too, which says where it was. */
  private List<SuiteResult> runOnce(EnabledTests.TestClass testClass)
      throws IOException, GeneralSecurityException, InterruptedException {
    SuiteFramework framework = new SuiteFramework(configuration(testClass), server);
    FutureTask<List<SuiteResult>> results =
        new FutureTask<>(() -> framework.results(testClass.simpleName()));
    Thread runner = Thread.ofPlatform().name(testClass.simpleName()).daemon().start(results);
    try {
      return results.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      e.setStackTrace(runner.getStackTrace());
      results.cancel(true);
      return List.of(SuiteResult.failed(testClass.simpleName(), e));
    } catch (ExecutionException e) {
      throw new IllegalStateException(testClass.name(), e.getCause());
    }
  }

  /** The suite is configured by system properties; they are set for as long as it reads them. */
  private Configuration configuration(EnabledTests.TestClass testClass)
      throws IOException, GeneralSecurityException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("sinttest.service", ServerUnderTest.DOMAIN);
    settings.put("sinttest.host", server.place().host());
    settings.put("sinttest.replyTimeout", "10000");
    settings.put("sinttest.adminAccountUsername", ADMIN);
    settings.put("sinttest.adminAccountPassword", ADMIN_PASSWORD);
    settings.put("sinttest.debugger", System.getProperty("interop.smack.debugger", "none"));
    settings.put("sinttest.enabledTests", testClass.asSetting());
    settings.put("sinttest.enabledConnections", String.join(",", enabled.connections()));
    settings.put("sinttest.testPackages", testClass.packageName());
    settings.forEach(System::setProperty);
    try {
      return Configuration.newConfiguration(new String[0]);
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }
}
