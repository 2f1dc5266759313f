package org.chancery.interop.smack;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.chancery.interop.Place;
import org.chancery.interop.ServerUnderTest;
import org.chancery.interop.Servers;
import org.chancery.interop.TrustStore;
import org.jivesoftware.smackx.omemo.signal.SignalOmemoService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Smack's integration suite, each of its tests as one result here. */
class SmackSuiteIT {
  private static final int HTTPS_PORT = 5281;
  private static final HostnameVerifier USUAL = HttpsURLConnection.getDefaultHostnameVerifier();
  private static ServerUnderTest server;
  private static Logger root;
  private static Handler log;

  @BeforeAll
  static void startTheServer() throws Exception {
    root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    log = new FileHandler("target/smack-suite.log");
    log.setFormatter(new SimpleFormatter());
    root.addHandler(log);
    // Smack's OMEMO wants a provider that takes an IvParameterSpec for GCM.
    Security.addProvider(new BouncyCastleProvider());
    SignalOmemoService.acknowledgeLicense();
    SignalOmemoService.setup();
    Place place = Place.standardPorts();
    server =
        Servers.start(
            place,
            "chancery.admins=admin@localhost",
            "chancery.https.port=" + HTTPS_PORT,
            "chancery.upload.public-url=https://" + place.host() + ":" + HTTPS_PORT);
    TrustStore.useByDefault(server.certificate(), Path.of("target", "smack-suite.p12"));
    // The certificate is for the server's name, which means another address to this machine.
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> host.equals(place.host()));
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    HttpsURLConnection.setDefaultHostnameVerifier(USUAL);
    TrustStore.forget();
    Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
    if (server != null) {
      server.close();
    }
    root.removeHandler(log);
    log.close();
  }

  @TestFactory
  Stream<DynamicNode> everyEnabledTestPassesAndTheReportSaysSo() throws Exception {
    String only = System.getProperty("conformance.only", "");
    EnabledTests enabled = EnabledTests.read(Path.of("suite", "enabled.txt")).matching(only);
    Suite suite = Suite.on(server, enabled);
    List<SuiteResult> all = new ArrayList<>();
    Stream<DynamicNode> classes =
        enabled.classes().stream()
            .map(
                testClass ->
                    dynamicContainer(
                        testClass.simpleName(),
                        Stream.of(testClass).flatMap(each -> tests(suite, each, all))));
    DynamicTest report =
        dynamicTest(
            "docs/conformance.md is up to date", () -> new ConformanceReport(enabled, all).check());
    return Stream.concat(classes, only.isEmpty() ? Stream.of(report) : Stream.empty());
  }

  private static Stream<DynamicTest> tests(
      Suite suite, EnabledTests.TestClass testClass, List<SuiteResult> all) {
    List<SuiteResult> results;
    try {
      results = suite.run(testClass);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Stream.empty();
    }
    all.addAll(results);
    return results.stream()
        .filter(result -> result.verdict() != SuiteResult.Verdict.NOT_POSSIBLE)
        .map(result -> dynamicTest(result.test(), () -> assertPassed(result)));
  }

  private static void assertPassed(SuiteResult result) {
    result
        .cause()
        .ifPresent(
            cause -> {
              throw new AssertionError(result.test() + ": " + result.reason(), cause);
            });
  }
}
