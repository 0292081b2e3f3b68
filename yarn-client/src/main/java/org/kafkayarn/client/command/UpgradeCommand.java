package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.client.submit.EarlyEnd;
import org.kafkayarn.client.submit.InstalledProgram;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code upgrade}: the kafka-yarn that runs this command takes over a running cluster. */
@Command(
    name = "upgrade",
    description = {
      "Let this kafka-yarn take over a running cluster from the one that runs it: the"
          + " ApplicationMaster is replaced, no node is restarted.",
      "Run it from the new installation; from the old one it takes the cluster back. For another"
          + " Kafka see submit -kafka."
    })
public final class UpgradeCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-yes", "--yes"},
      description = "Yes, replace the ApplicationMaster.")
  private boolean yes;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would run; change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description = "Wait no longer than this, as 90s or 5m (default: 5m).")
  private String timeout = "5m";

  @Mixin private CommonOptions common;

  public UpgradeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    Duration limit = Durations.parse("-timeout", timeout);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(
              surroundings,
              conf,
              yarn,
              name.name(),
              "submit it, and it runs this kafka-yarn: kafka-yarn submit -name " + name.name());
      InstalledProgram ours = new InstalledProgram(conf, surroundings.distribution(), console);
      AmApi.ProgramAnswer running = cluster.ask(AmApi::program, "Try again");
      if (running.jar().equals(ours.place())) {
        print(
            "cluster %s runs this kafka-yarn %s already".formatted(name.name(), running.version()),
            running,
            running,
            json);
        return 0;
      }
      if (running.obstacle().isPresent()) {
        throw new CommandFailed(running.obstacle().get(), List.of());
      }
      String change = "kafka-yarn %s -> %s".formatted(running.version(), ours.version());
      if (dryRun) {
        print(
            change + ": the ApplicationMaster would be replaced, no node restarted",
            running,
            new AmApi.ProgramAnswer(
                ours.version(), ours.place(), running.attempt() + 1, Optional.empty()),
            json);
        return 0;
      }
      if (!yes) {
        throw new UserError(change + ": the ApplicationMaster is replaced. Give -yes to do it");
      }
      return upgrade(cluster, running, ours.upload(), limit, json);
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private int upgrade(
      RunningCluster cluster,
      AmApi.ProgramAnswer before,
      Program program,
      Duration limit,
      boolean json)
      throws IOException {
    boolean ready = phase(cluster) == Phase.READY;
    cluster.ask(
        api -> {
          api.handOver(program);
          return program;
        },
        "Whether it hands over: kafka-yarn status -name " + name.name());
    console.setFarewell(
        Optional.of("it goes on. Its state: kafka-yarn status -name " + name.name()));
    console.progress(
        "attempt " + before.attempt() + " hands over to kafka-yarn " + program.version());
    ApplicationWatch.Outcome outcome =
        cluster
            .watch()
            .until(
                status ->
                    status.amAttempt() > before.attempt()
                        && (!ready || status.phase() == Phase.READY),
                Optional.of(limit));
    if (outcome instanceof ApplicationWatch.Ended ended) {
      List<String> lines = EarlyEnd.explain(ended.report());
      throw new CommandFailed(lines.get(0), lines.subList(1, lines.size()));
    }
    if (outcome instanceof ApplicationWatch.Reached reached) {
      AmApi api = cluster.watch().api(reached.report()).orElseThrow();
      return end(before, api.program(), program, json);
    }
    console.error(
        "not taken over within %s; it goes on. Its state: kafka-yarn status -name %s"
            .formatted(Durations.show(limit), name.name()));
    return SubmitCommand.TIMED_OUT;
  }

  private static Phase phase(RunningCluster cluster) {
    return cluster
        .ask(api -> api.status(Optional.empty(), Duration.ZERO), "Try again")
        .map(AmClient.Answer::status)
        .map(ClusterStatus::phase)
        .orElse(Phase.STARTING);
  }

  private int end(
      AmApi.ProgramAnswer before, AmApi.ProgramAnswer now, Program program, boolean json)
      throws IOException {
    if (!now.jar().equals(program.jar().toString())) {
      throw new CommandFailed(
          "attempt %d runs kafka-yarn %s as before, not %s. Why: kafka-yarn events -name %s"
              .formatted(now.attempt(), now.version(), program.version(), name.name()),
          List.of());
    }
    print(
        "cluster %s: kafka-yarn %s runs the ApplicationMaster (attempt %d), no node was restarted"
            .formatted(name.name(), now.version(), now.attempt()),
        before,
        now,
        json);
    return 0;
  }

  private void print(
      String line, AmApi.ProgramAnswer before, AmApi.ProgramAnswer after, boolean json)
      throws IOException {
    if (!json) {
      console.print(line);
      return;
    }
    ObjectNode result = AmClient.JSON.createObjectNode();
    result.put("name", name.name());
    result.put("from", before.version());
    result.put("to", after.version());
    result.put("attempt", after.attempt());
    result.put("dryRun", dryRun);
    console.print(AmClient.JSON.writeValueAsString(result));
  }
}
