package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.submit.EarlyEnd;
import org.kafkayarn.client.submit.Submission;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code submit}: starts a cluster, and stays until it is ready. */
@Command(
    name = "submit",
    description = {
      "Start a Kafka cluster on YARN, and wait until it is ready. The verb may be left away.",
      "A cluster that ran before comes back with its data; options that are not given keep their"
          + " values, an empty value (-queue=) takes one back to its default."
    })
public final class SubmitCommand implements Callable<Integer> {
  static final int TIMED_OUT = 3;

  private final Surroundings surroundings;
  private final Console console;

  @Mixin private SpecOptions spec;

  @Option(
      names = {"-detach", "--detach"},
      description = "Do not wait until the cluster is ready.")
  private boolean detach;

  @Option(
      names = {"-save", "--save"},
      description = "Check all and store the definition; start nothing.")
  private boolean save;

  @Option(
      names = {"-existing", "--existing"},
      description = "Only a cluster that was submitted or saved before: never a new one.")
  private boolean existing;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description = "Wait no longer than this, as 90s or 5m (default: as long as it takes).")
  private String timeout;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all, print the spec and what would be asked of YARN; change nothing.")
  private boolean dryRun;

  @Mixin private CommonOptions common;

  public SubmitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.configuration(common);
    boolean json = common.isJson();
    Optional<Duration> limit =
        Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
    SpecChanges changes = spec.changes().at(surroundings.clock());
    Submission submission =
        new Submission(
            conf, Surroundings.user(), surroundings.distribution(), console, surroundings.clock());
    if (existing) {
      submission.checkStored(changes);
    }
    if (dryRun) {
      print(submission.preview(changes, () -> surroundings.yarn().apply(conf)), json);
      return 0;
    }
    submission.checkAlone(changes);
    if (save) {
      return save(submission, changes, conf, json);
    }
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      Submission.Submitted submitted = submission.submit(changes, yarn);
      warnOfLifetime(yarn, submitted);
      if (detach) {
        return printDetached(yarn, submitted, json);
      }
      console.setFarewell(
          Optional.of(
              "%s goes on starting. Its state: kafka-yarn status -name %s"
                  .formatted(submitted.id(), submitted.spec().name())));
      return follow(yarn, submission, submitted, limit, json);
    } finally {
      console.setFarewell(Optional.empty());
    }
  }

  private int save(Submission submission, SpecChanges changes, Configuration conf, boolean json)
      throws IOException {
    ClusterSpec saved;
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      saved = submission.store(changes, yarn);
    }
    if (json) {
      ObjectNode result = AmClient.JSON.createObjectNode();
      result.put("name", saved.name());
      result.put("generation", saved.generation());
      console.print(AmClient.JSON.writeValueAsString(result));
    } else {
      console.print(
          "cluster %s is stored. Start it: kafka-yarn submit -name %s"
              .formatted(saved.name(), saved.name()));
    }
    return 0;
  }

  private void warnOfLifetime(YarnGateway yarn, Submission.Submitted submitted) throws IOException {
    Submission.lifetime(yarn.report(submitted.id())).ifPresent(console::warn);
  }

  private int follow(
      YarnGateway yarn,
      Submission submission,
      Submission.Submitted submitted,
      Optional<Duration> limit,
      boolean json)
      throws IOException {
    String token = submitted.home().secrets().apiToken();
    ApplicationWatch watch = surroundings.watch(yarn, submitted.id(), token);
    ApplicationWatch.Outcome outcome =
        watch.until(
            status ->
                status.phase() == ClusterStatus.Phase.READY
                    || status.phase() == ClusterStatus.Phase.BLOCKED,
            limit);
    if (outcome instanceof ApplicationWatch.Ended ended) {
      List<String> lines = EarlyEnd.explain(ended.report());
      throw new CommandFailed(lines.get(0), lines.subList(1, lines.size()));
    }
    if (outcome instanceof ApplicationWatch.Reached reached
        && reached.answer().status().phase() == ClusterStatus.Phase.BLOCKED) {
      throw new CommandFailed(
          "%s cannot become ready: %s"
              .formatted(submitted.id(), reached.answer().status().message()),
          List.of());
    }
    if (outcome instanceof ApplicationWatch.Reached ready) {
      submission.steps().done("wait until ready");
      printReady(ready, json);
      if (common.isVerbose()) {
        submission.steps().breakdown(ready.answer().status()).forEach(console::detail);
      }
      return 0;
    }
    console.error(
        "not ready within %s; %s goes on starting. Its state: kafka-yarn status -name %s"
            .formatted(
                Durations.show(limit.orElse(Duration.ZERO)),
                submitted.id(),
                submitted.spec().name()));
    return TIMED_OUT;
  }

  private int printDetached(YarnGateway yarn, Submission.Submitted submitted, boolean json)
      throws IOException {
    ApplicationReport report = yarn.report(submitted.id());
    if (json) {
      printJson(report, Optional.empty());
    } else {
      console.print("application id: " + submitted.id());
      console.print("tracking URL:   " + report.getTrackingUrl());
    }
    return 0;
  }

  private void printReady(ApplicationWatch.Reached ready, boolean json) throws IOException {
    ClusterStatus status = ready.answer().status();
    status.warnings().forEach(console::warn);
    if (json) {
      printJson(ready.report(), Optional.of(ready.answer()));
      return;
    }
    console.print("application id: " + ready.report().getApplicationId());
    console.print("bootstrap.servers=" + status.bootstrapServers());
    console.print("tracking URL:   " + ready.report().getTrackingUrl());
  }

  private void printJson(ApplicationReport report, Optional<AmClient.Answer> answer)
      throws IOException {
    ObjectNode result = AmClient.JSON.createObjectNode();
    result.put("name", report.getName());
    result.put("applicationId", report.getApplicationId().toString());
    answer.ifPresent(a -> result.put("bootstrapServers", a.status().bootstrapServers()));
    result.put("trackingUrl", report.getTrackingUrl());
    answer.ifPresent(a -> result.set("status", a.json()));
    console.print(AmClient.JSON.writeValueAsString(result));
  }

  private void print(Submission.Preview preview, boolean json) throws IOException {
    if (json) {
      ObjectNode result = AmClient.JSON.createObjectNode();
      result.set("spec", AmClient.JSON.readTree(SpecFile.json(preview.spec())));
      result.set("changes", AmClient.JSON.valueToTree(preview.changes()));
      result.set("asks", AmClient.JSON.valueToTree(preview.asks()));
      console.print(AmClient.JSON.writeValueAsString(result));
      return;
    }
    SpecFile.yaml(preview.spec()).lines().forEach(console::print);
    printComment("This would change in the stored cluster:", preview.changes());
    printComment("This would be asked for:", preview.asks());
    console.print("# Dry run: nothing was changed.");
  }

  private void printComment(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      console.print("# " + title);
      lines.forEach(line -> console.print("#   " + OneLine.of(line)));
    }
  }
}
