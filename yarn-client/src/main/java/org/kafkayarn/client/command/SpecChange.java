package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.client.submit.Submission;
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

  private final Surroundings surroundings;
  private final Console console;
  private final SpecOptions options;
  private final CommonOptions common;
  private final boolean dryRun;

  SpecChange(Surroundings surroundings, SpecOptions options, CommonOptions common, boolean dryRun) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
    this.options = options;
    this.common = common;
    this.dryRun = dryRun;
  }

  int call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    SpecChanges said = options.changes().at(surroundings.clock());
    String name = said.get(SpecKey.NAME).orElse(ClusterName.DEFAULT);
    SpecChanges changes = Submission.placed(said.except(List.of(SpecKey.NAME)), conf);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(
              surroundings,
              conf,
              yarn,
              name,
              "change it with the submission that starts it: kafka-yarn submit -name %s with the same options"
                  .formatted(name));
      AmApi.SpecAnswer answer =
          cluster.ask(
              api -> api.change(changes, dryRun),
              "Whether it has made the change: kafka-yarn spec get");
      if (!dryRun && !answer.changes().isEmpty()) {
        awaitTaken(cluster.watch(), answer.generation(), name);
      }
      print(name, answer, json);
      return 0;
    }
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

  private void print(String name, AmApi.SpecAnswer answer, boolean json) throws IOException {
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
