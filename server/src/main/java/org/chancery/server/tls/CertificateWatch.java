package org.chancery.server.tls;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time whether the certificate's files have changed or a self-signed one nears
 * its end. A change that cannot be used is told once, and leaves the present certificate in force.
 */
public final class CertificateWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

  private final Certificates certificates;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("certificates").daemon().factory());
  private String told = "";

  /** Begins to look, each time that much after the last. */
  public CertificateWatch(Certificates certificates, Duration interval) {
    this.certificates = certificates;
    timer.scheduleWithFixedDelay(
        this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void look() {
    try {
      certificates.reload();
      told = "";
    } catch (TlsException e) {
      if (!told.equals(e.getMessage())) {
        log.error("the changed certificate is not used: {}", e.getMessage());
        told = e.getMessage();
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
