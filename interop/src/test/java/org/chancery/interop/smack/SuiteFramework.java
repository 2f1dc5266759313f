package org.chancery.interop.smack;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.chancery.interop.ServerUnderTest;
import org.igniterealtime.smack.inttest.Configuration;
import org.igniterealtime.smack.inttest.SmackIntegrationTestEnvironment;
import org.igniterealtime.smack.inttest.SmackIntegrationTestFramework;
import org.igniterealtime.smack.inttest.XmppConnectionManager;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPException;

/** The suite's runner, with accounts made by {@link Accounts}. */
final class SuiteFramework extends SmackIntegrationTestFramework {
  private final ServerUnderTest server;

  SuiteFramework(Configuration configuration, ServerUnderTest server) {
    super(configuration);
    this.server = server;
  }

  @Override
  protected SmackIntegrationTestEnvironment prepareEnvironment()
      throws SmackException,
          IOException,
          XMPPException,
          InterruptedException,
          KeyManagementException,
          NoSuchAlgorithmException,
          InstantiationException,
          IllegalAccessException,
          InvocationTargetException {
    try {
      XMPPConnection admin =
          (XMPPConnection) field("accountRegistrationConnection").get(connectionManager);
      field("adminManager").set(connectionManager, new Accounts(admin, server));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("this version of the suite makes accounts in another way", e);
    }
    return super.prepareEnvironment();
  }

  private static Field field(String name) throws NoSuchFieldException {
    Field field = XmppConnectionManager.class.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /**
   * Runs what the configuration enables. A failure that ends the run early is a failed result too,
   * under the name of the class.
   */
  List<SuiteResult> results(String testClass) throws InterruptedException {
    List<SuiteResult> results = new ArrayList<>();
    try {
      run();
    } catch (SmackException
        | XMPPException
        | IOException
        | ReflectiveOperationException
        | GeneralSecurityException
        | RuntimeException e) {
      if (!nothingLeftToRun()) {
        results.add(SuiteResult.failed(testClass, e));
      }
    }
    if (testRunResult != null) {
      addTo(results);
    }
    results.sort(null);
    return results;
  }

  /** The suite breaks off a run when its only class turns out to be impossible on the server. */
  private boolean nothingLeftToRun() {
    return testRunResult != null
        && testRunResult.getNumberOfAvailableTests() == 0
        && !testRunResult.getImpossibleTestClasses().isEmpty();
  }

  private void addTo(List<SuiteResult> results) {
    testRunResult
        .getSuccessfulTests()
        .forEach(test -> results.add(SuiteResult.passed(test.concreteTest.toString())));
    testRunResult
        .getFailedTests()
        .forEach(
            test ->
                results.add(SuiteResult.failed(test.concreteTest.toString(), test.failureReason)));
    testRunResult
        .getNotPossibleTests()
        .forEach(
            test ->
                results.add(
                    SuiteResult.notPossible(
                        test.concreteTest.toString(), test.testNotPossibleException)));
    testRunResult
        .getImpossibleTestClasses()
        .forEach(
            (type, cause) -> results.add(SuiteResult.notPossible(type.getSimpleName(), cause)));
  }
}
