package org.kafkayarn.client.submit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.kafkayarn.am.inventory.InventoryRequest;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.InventoryFiles;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.Pause;
import org.kafkayarn.client.yarn.YarnGateway;

/** Runs the short application that visits the hosts, and brings back what it has found. */
public final class Visits {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  /** A busy cluster takes its time for any application, however patient the visits are to be. */
  private static final Duration START = Duration.ofSeconds(60);

  private final Configuration conf;
  private final YarnGateway yarn;
  private final Distribution distribution;
  private final Console console;
  private final Pause pause;

  public Visits(
      Configuration conf,
      YarnGateway yarn,
      Distribution distribution,
      Console console,
      Pause pause) {
    this.conf = conf;
    this.yarn = yarn;
    this.distribution = distribution;
    this.console = console;
    this.pause = pause;
  }

  /**
   * What was found, and by which application: it has ended, and may sign a change of the ledger.
   */
  public record Visited(ApplicationId application, InventoryResult result) {}

  public Visited visit(ClusterHome home, ClusterSpec spec, InventoryRequest request)
      throws IOException {
    ProgramFiles program = new ProgramFiles(distribution, UploadedFiles.of(conf), console);
    AmContext context =
        new AmContext(
            conf,
            spec,
            home.uri(),
            new AmContext.Resources(
                program.jar(),
                program.script(),
                program.masterScript(),
                spec.jdk().map(Path::new)));
    ApplicationId id = yarn.newApplication().id();
    InventoryFiles files = home.inventory(id.toString());
    files.writeRequest(request);
    try {
      console.progress("visiting %d hosts as %s".formatted(request.hosts().size(), id));
      submit(context, id);
      Duration limit = Duration.ofSeconds(request.limitSeconds());
      ApplicationReport end = awaitEnd(id, limit.compareTo(START) > 0 ? limit : START);
      return new Visited(id, files.readResult().orElseThrow(() -> failed(end)));
    } finally {
      files.remove();
    }
  }

  private void submit(AmContext context, ApplicationId id) throws IOException {
    try {
      yarn.submit(context.inventory(id));
    } catch (IOException e) {
      throw new CommandFailed("YARN refuses the application: " + OneLine.of(e), e);
    }
  }

  /** What it does must not happen later, when nobody looks: unless it runs soon it is ended. */
  private ApplicationReport awaitEnd(ApplicationId id, Duration limit) throws IOException {
    ApplicationWatch watch =
        new ApplicationWatch(
            yarn,
            id,
            (host, port) -> {
              throw new IllegalStateException("it has no API");
            },
            console::progress,
            pause);
    long begun = System.nanoTime();
    while (true) {
      Optional<ApplicationReport> report = watch.report();
      if (report.filter(LiveCluster::hasEnded).isPresent()) {
        return report.get();
      }
      boolean runs =
          report
              .filter(r -> r.getYarnApplicationState() == YarnApplicationState.RUNNING)
              .isPresent();
      if (!runs && System.nanoTime() - begun > limit.toNanos()) {
        yarn.kill(id);
        throw new CommandFailed(
            "YARN has not started %s within %d s, and it was ended: %s"
                .formatted(
                    id,
                    limit.toSeconds(),
                    report.map(ApplicationWatch::waiting).orElse("it does not answer")),
            List.of());
      }
      if (!runs) {
        report.map(ApplicationWatch::waiting).ifPresent(console::progress);
      }
      pause.await(BETWEEN);
    }
  }

  private static CommandFailed failed(ApplicationReport end) {
    return new CommandFailed(
        "%s ended as %s without an answer"
            .formatted(end.getApplicationId(), end.getFinalApplicationStatus()),
        end.getDiagnostics() == null || end.getDiagnostics().isBlank()
            ? List.of()
            : List.of(OneLine.of(end.getDiagnostics())));
  }
}
