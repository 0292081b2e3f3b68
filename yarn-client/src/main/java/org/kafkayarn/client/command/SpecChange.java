package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.submit.Submission;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;
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
      ClusterFinder finder = new ClusterFinder(conf, yarn, name);
      Optional<ApplicationReport> live = finder.live();
      String token = finder.token();
      if (live.isEmpty()) {
        throw new CommandFailed(
            "cluster %s is not running: change it with the submission that starts it: kafka-yarn submit -name %s with the same options"
                .formatted(name, name),
            List.of());
      }
      ApplicationWatch watch =
          new ApplicationWatch(
              yarn,
              live.get().getApplicationId(),
              (host, port) -> surroundings.am().open(host, port, token),
              console::progress,
              surroundings.pause());
      AmApi api =
          watch
              .api(live.get())
              .orElseThrow(
                  () ->
                      new CommandFailed(
                          live.get().getApplicationId()
                              + " does not serve yet: "
                              + ApplicationWatch.waiting(live.get()),
                          List.of()));
      AmApi.SpecAnswer answer = ask(api, changes);
      if (!dryRun && !answer.changes().isEmpty()) {
        awaitTaken(watch, answer.generation(), name);
      }
      print(name, answer, json);
      return 0;
    }
  }

  private AmApi.SpecAnswer ask(AmApi api, SpecChanges changes) {
    try {
      return api.change(changes, dryRun);
    } catch (ApiRefusal e) {
      if (e.isMistake()) {
        throw new UserError(e.getMessage(), e);
      }
      throw new CommandFailed(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailed(
          "the ApplicationMaster does not answer: "
              + OneLine.of(e)
              + ". Whether it has made the change: kafka-yarn spec get",
          e);
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
