package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.client.submit.PlacedChanges;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;

/** Asks the ApplicationMaster of a running cluster to change what is wanted of it. */
final class SpecChange {
  /** Between two turns of the ApplicationMaster there are milliseconds. */
  private static final Duration TAKEN = Duration.ofSeconds(20);

  private static final String UNKNOWN = "Whether it has made the change: kafka-yarn spec get";

  private final Surroundings surroundings;
  private final Console console;
  private final CommonOptions common;
  private final boolean dryRun;

  SpecChange(Surroundings surroundings, CommonOptions common, boolean dryRun) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
    this.common = common;
    this.dryRun = dryRun;
  }

  /** What is done with a cluster that wants to be as was said; its result is the exit code. */
  interface Then {
    int with(RunningCluster cluster, AmApi.SpecAnswer answer, boolean json) throws IOException;
  }

  int call(SpecOptions options) throws IOException {
    SpecChanges said = options.changes().at(surroundings.clock());
    String name = said.get(SpecKey.NAME).orElse(ClusterName.DEFAULT);
    return call(name, cluster -> said.except(List.of(SpecKey.NAME)), printed(name));
  }

  /**
   * @param said what is to change in that cluster
   * @param then what follows
   */
  int call(String name, Function<RunningCluster, SpecChanges> said, Then then) throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          find(
              conf,
              yarn,
              name,
              "change it with the submission that starts it: kafka-yarn submit -name %s with the same options"
                  .formatted(name));
      PlacedChanges placed = PlacedChanges.of(said.apply(cluster), conf);
      WayBack.check(cluster, placed.kafkaVersions());
      if (!dryRun && placed.needUpload()) {
        // What is refused is not worth an upload.
        var unused = ask(cluster, placed.changes(), true);
        placed.upload(console);
      }
      AmApi.SpecAnswer answer = ask(cluster, placed.changes(), dryRun);
      return taken(cluster, name, answer, json, then);
    }
  }

  /**
   * Goes back to a former specification.
   *
   * @param to its number; absent: the one before the current one
   */
  int rollBack(String name, Optional<Long> to) throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          find(
              conf,
              yarn,
              name,
              "submit it with the former values (kafka-yarn spec history -name %s)"
                  .formatted(name));
      AmApi.SpecAnswer answer =
          cluster.ask(api -> api.rollBack(to, dryRun), UNKNOWN + " -name " + name);
      return taken(cluster, name, answer, json, printed(name));
    }
  }

  private RunningCluster find(Configuration conf, YarnGateway yarn, String name, String remedy)
      throws IOException {
    return RunningCluster.find(surroundings, conf, yarn, name, remedy);
  }

  private int taken(
      RunningCluster cluster, String name, AmApi.SpecAnswer answer, boolean json, Then then)
      throws IOException {
    if (!dryRun && !answer.changes().isEmpty()) {
      awaitTaken(cluster.watch(), answer.generation(), name);
    }
    return then.with(cluster, answer, json);
  }

  private Then printed(String name) {
    return (cluster, answer, json) -> {
      print(name, answer, json);
      return 0;
    };
  }

  private static AmApi.SpecAnswer ask(RunningCluster cluster, SpecChanges changes, boolean dryRun) {
    return cluster.ask(api -> api.change(changes, dryRun), UNKNOWN);
  }

  /** The home has it; the loop acts on it from its next turn on. */
  private void awaitTaken(ApplicationWatch watch, long generation, String name) throws IOException {
    ApplicationWatch.Outcome outcome =
        watch.until(status -> status.specGeneration() >= generation, Optional.of(TAKEN));
    if (!(outcome instanceof ApplicationWatch.Reached)) {
      throw new CommandFailed(
          "specification %d is stored, but the ApplicationMaster does not act on it yet: kafka-yarn status -name %s"
              .formatted(generation, name),
          List.of());
    }
  }

  /** What has changed, or would. */
  void print(String name, AmApi.SpecAnswer answer, boolean json) throws IOException {
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(answer));
    } else if (answer.changes().isEmpty()) {
      console.print("nothing changes: cluster " + name + " is wanted like this already");
    } else {
      answer.changes().forEach(line -> console.print(OneLine.of(line)));
      console.print(
          dryRun
              ? "# Dry run: nothing was changed."
              : "# Specification %d of cluster %s; its progress: kafka-yarn status -name %s"
                  .formatted(answer.generation(), name, name));
    }
  }
}
