package org.chancery.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.chancery.bench.client.Connector;
import org.chancery.bench.client.Endpoint;
import org.chancery.bench.client.Mechanism;
import org.chancery.bench.measure.ListeningProcess;
import org.chancery.bench.measure.Processes;
import org.chancery.bench.measure.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every scenario asks: where the server is, how to log in, which processes to watch. */
final class Target {
  @Mixin private People people = new People();

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "(${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(names = "--port", defaultValue = "5222", description = "(${DEFAULT-VALUE})")
  private int port;

  @Option(names = "--direct-tls", description = "TLS at once instead of STARTTLS.")
  private boolean directTls;

  @Option(
      names = "--mechanism",
      defaultValue = "SCRAM-SHA-1",
      description = "PLAIN, SCRAM-SHA-1, -256 or -512 (${DEFAULT-VALUE}).")
  private String mechanism = "SCRAM-SHA-1";

  @Option(
      names = "--server-pid",
      description = "The server's process, to watch its CPU and memory.")
  private Optional<Long> serverPid = Optional.empty();

  @Option(
      names = "--postgres-pid",
      description = "Its postmaster; else the first PostgreSQL that the server started.")
  private Optional<Long> postgresPid = Optional.empty();

  @Option(names = "--postgres-port", description = "Find the postmaster by the port it listens on.")
  private Optional<Integer> postgresPort = Optional.empty();

  @Option(
      names = "--server",
      defaultValue = "server",
      description = "The server's name, for the report.")
  private String server = "server";

  @Option(names = "--json", description = "Also write the figures to this file.")
  private Optional<Path> json = Optional.empty();

  People people() {
    return people;
  }

  Connector connector() {
    Endpoint endpoint =
        new Endpoint(new InetSocketAddress(host, port), people.domain(), directTls, mechanism());
    return new Connector(endpoint);
  }

  Mechanism mechanism() {
    return Arrays.stream(Mechanism.values())
        .filter(known -> known.wireName().equals(mechanism))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    mechanism + " is none of " + String.join(", ", Mechanism.wireNames())));
  }

  Processes processes() throws IOException {
    return new Processes(optional(serverPid), postgres());
  }

  private OptionalLong postgres() throws IOException {
    if (postgresPid.isEmpty() && postgresPort.isPresent()) {
      OptionalLong found = ListeningProcess.on(postgresPort.get());
      if (found.isEmpty()) {
        throw new IllegalArgumentException("nothing listens on port " + postgresPort.get());
      }
      return found;
    }
    return optional(postgresPid);
  }

  private static OptionalLong optional(Optional<Long> pid) {
    return pid.isPresent() ? OptionalLong.of(pid.get()) : OptionalLong.empty();
  }

  Report report(String scenario) {
    return new Report(scenario, server);
  }

  /** Prints a finished report, and writes it if asked to. */
  void publish(Report report, PrintWriter out) throws IOException {
    out.print(report.table());
    out.flush();
    if (json.isPresent()) {
      report.write(json.get());
    }
  }
}
