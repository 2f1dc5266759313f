package org.chancery.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.chancery.server.Core;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.audit.CaptureCounts;
import org.chancery.server.audit.Exclusion;
import org.chancery.server.audit.RowCounts;
import org.chancery.server.config.Section;
import org.chancery.server.http.HttpHandler;
import org.chancery.server.http.Request;
import org.chancery.server.http.Response;
import org.chancery.server.tls.Certificates;
import org.chancery.storage.AuditKind;

/**
 * The server's figures at {@code /metrics}. Whatever happens that matters is a row of the record,
 * so the rows by kind are most of it: log-ins and failed ones, banned sources, capture alarms.
 * Nothing here names a person. Thread-safe.
 */
public final class Metrics implements HttpHandler {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<InetAddress> readers;

  /**
   * The figures of this server.
   *
   * @param readers who may read them
   */
  public Metrics(Core core, Certificates certificates, Set<InetAddress> readers) {
    this.readers = readers;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("chancery.sessions", core.sessions(), sessions -> sessions.count())
        .description("Sessions, hibernated ones included")
        .register(registry);
    Gauge.builder("chancery.certificate.expires", certificates, Metrics::expires)
        .description("When the certificate of the domain expires, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
    record(core.auditLog());
    messages(core.auditLog());
  }

  /** Reads {@code metrics-readers} of {@code chancery.http}. */
  public static Set<InetAddress> readers(Section http) {
    return Set.copyOf(http.addresses("metrics-readers"));
  }

  private void record(AuditLog auditLog) {
    Gauge.builder("chancery.record.waiting", auditLog, AuditLog::waiting)
        .description("Entries that wait to be written")
        .register(registry);
    Gauge.builder("chancery.record.writable", auditLog, log -> log.healthy() ? 1 : 0)
        .description("1 when the last attempt to write to the record succeeded")
        .register(registry);
    for (AuditKind kind : AuditKind.values()) {
      rows(auditLog.rows(), kind, true);
      rows(auditLog.rows(), kind, false);
    }
  }

  private void rows(RowCounts rows, AuditKind kind, boolean accepted) {
    FunctionCounter.builder("chancery.record.rows", rows, counts -> counts.of(kind, accepted))
        .description("Rows committed, by what they record and whether its outcome is 'accepted'")
        .tag("kind", kind.sqlName())
        .tag("accepted", Boolean.toString(accepted))
        .register(registry);
  }

  private void messages(AuditLog auditLog) {
    outcome(auditLog, "recorded", CaptureCounts.Totals::recorded);
    outcome(auditLog, "excluded", CaptureCounts.Totals::excluded);
    outcome(auditLog, "refused", CaptureCounts.Totals::refused);
    for (Exclusion reason : Exclusion.values()) {
      FunctionCounter.builder("chancery.exclusions", auditLog, log -> log.excluded(reason))
          .description("Messages that passed without a row of their own, by the reason")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(registry);
    }
  }

  private void outcome(
      AuditLog auditLog, String outcome, ToDoubleFunction<CaptureCounts.Totals> count) {
    FunctionCounter.builder(
            "chancery.messages", auditLog.counts(), counts -> count.applyAsDouble(counts.totals()))
        .description("Messages taken in, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static double expires(Certificates certificates) {
    return certificates.certificate().getNotAfter().toInstant().getEpochSecond();
  }

  /** To others it looks as if there were nothing. */
  @Override
  public Response answer(Request request) {
    if (!mayRead(request) || !request.path().equals("/metrics")) {
      return Response.of(404, "There is nothing here.");
    }
    if (!request.method().equals("GET")) {
      return Response.of(405).with(Map.of("Allow", "GET"));
    }
    return Response.of(200, registry.scrape().strip())
        .with(Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"));
  }

  /** Only who asks directly: behind a proxy on this machine the whole world has its address. */
  private boolean mayRead(Request request) {
    return readers.contains(request.source()) && !request.forwarded();
  }
}
