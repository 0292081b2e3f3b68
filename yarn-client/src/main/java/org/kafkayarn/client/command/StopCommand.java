package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stop}: an orderly stop of all nodes; definition and data stay. */
@Command(
    name = "stop",
    description = {
      "Stop the cluster in order: every node shuts down cleanly, then the application ends.",
      "Its definition and its data stay: submit starts it again."
    })
public final class StopCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description = "Wait no longer than this, as 90s or 5m (default: as long as it takes).")
  private String timeout;

  @Mixin private CommonOptions common;

  public StopCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    Optional<Duration> limit =
        Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterFinder finder = new ClusterFinder(conf, yarn, name.name());
      Optional<ApplicationReport> live = finder.live();
      String token = finder.token();
      if (live.isEmpty()) {
        print("cluster " + name.name() + " is not running", Optional.empty(), json);
        return 0;
      }
      ApplicationWatch watch = surroundings.watch(yarn, live.get().getApplicationId(), token);
      console.setFarewell(
          Optional.of(live.get().getApplicationId() + " goes on stopping if it was told to"));
      return stop(watch, limit, json);
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private int stop(ApplicationWatch watch, Optional<Duration> limit, boolean json)
      throws IOException {
    long started = System.nanoTime();
    ApplicationWatch.Outcome outcome = watch.until(status -> true, limit);
    if (outcome instanceof ApplicationWatch.Reached serving) {
      if (serving.answer().status().phase() != ClusterStatus.Phase.STOPPING) {
        order(watch, serving);
      }
      Optional<Duration> rest = limit.map(l -> l.minusNanos(System.nanoTime() - started));
      outcome = watch.until(status -> false, rest);
    }
    if (outcome instanceof ApplicationWatch.Ended ended) {
      return printEnd(ended.report(), json);
    }
    console.error(
        "not stopped within %s; it goes on. Its state: kafka-yarn status -name %s"
            .formatted(Durations.show(limit.orElse(Duration.ZERO)), name.name()));
    return SubmitCommand.TIMED_OUT;
  }

  private void order(ApplicationWatch watch, ApplicationWatch.Reached serving) throws IOException {
    AmApi api = watch.api(serving.report()).orElseThrow();
    try {
      api.stop();
      console.progress("the ApplicationMaster was told to stop the cluster");
    } catch (IOException e) {
      throw new CommandFailed("the stop was not ordered: " + OneLine.of(e), e);
    }
  }

  private int printEnd(ApplicationReport report, boolean json) throws IOException {
    if (report.getFinalApplicationStatus() == FinalApplicationStatus.SUCCEEDED) {
      print("cluster " + name.name() + " has stopped", Optional.of(report), json);
      return 0;
    }
    throw new CommandFailed(
        "%s ended as %s, not by an orderly stop"
            .formatted(report.getApplicationId(), report.getFinalApplicationStatus()),
        report.getDiagnostics() == null ? List.of() : List.of(OneLine.of(report.getDiagnostics())));
  }

  private void print(String line, Optional<ApplicationReport> report, boolean json)
      throws IOException {
    if (!json) {
      console.print(line);
      return;
    }
    var result = AmClient.JSON.createObjectNode();
    result.put("name", name.name());
    result.put("phase", "NOT_RUNNING");
    report.ifPresent(
        r -> {
          result.put("applicationId", r.getApplicationId().toString());
          result.put("finalStatus", r.getFinalApplicationStatus().name());
        });
    console.print(AmClient.JSON.writeValueAsString(result));
  }
}
