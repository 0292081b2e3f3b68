package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code recover}: goes on with what survives, after showing what that may cost. */
@Command(
    name = "recover",
    description = {
      "Show what survives of the partitions that have no leader, who would be elected, and what could"
          + " be lost; with -yes elect the most complete survivor of each.",
      "Last resort, when most voters of the metadata quorum are gone for ever: -quorum-from.",
      "Exit code 1 when something was not recovered."
    })
public final class RecoverCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-yes", "--yes"},
      description = "Do it. Without it, nothing is changed.")
  private boolean yes;

  @Option(
      names = {"-force", "--force"},
      description =
          "Also where a node that has every committed record may yet come back, or where a live copy"
              + " cannot be read.")
  private boolean force;

  @Option(
      names = {"-partition", "--partition"},
      paramLabel = "TOPIC-NUMBER",
      split = ",",
      description = "Only this partition; repeatable (default: all without a leader).")
  private List<String> partitions = new ArrayList<>();

  @Option(
      names = {"-quorum-from", "--quorum-from"},
      paramLabel = "NODE",
      description =
          "Rebuild the metadata quorum from this node's copy of the metadata, as its only voter.")
  private Optional<Integer> quorumFrom = Optional.empty();

  @Option(
      names = {"-accept-data-loss", "--accept-data-loss"},
      description = "Needed with -quorum-from: what only the lost voters knew is lost.")
  private boolean acceptDataLoss;

  @Mixin private CommonOptions common;

  public RecoverCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    if (quorumFrom.isPresent() != acceptDataLoss) {
      throw new UserError(
          "-quorum-from NODE and -accept-data-loss go together: what only the lost voters knew, such"
              + " as the newest topics, is lost");
    }
    if (partitions.stream().anyMatch(String::isBlank)) {
      throw new UserError("-partition names none: leave it out for all without a leader");
    }
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      AmApi api =
          RunningCluster.find(
                  surroundings,
                  conf,
                  yarn,
                  name.name(),
                  "start it first: kafka-yarn submit -name " + name.name())
              .api();
      if (quorumFrom.isPresent()) {
        return rebuild(api, quorumFrom.get(), json);
      }
      RecoveryReport report = yes ? api.recover(partitions, force) : api.recovery(force);
      return print(report, json);
    } catch (ApiRefusal e) {
      throw new CommandFailed(e.getMessage(), e);
    }
  }

  private int rebuild(AmApi api, int node, boolean json) throws IOException {
    if (!yes) {
      throw new CommandFailed(
          "nothing was changed: add -yes to make node %d the only voter".formatted(node),
          List.of(
              "What only the lost voters knew is lost: topics, settings and changes of replicas that"
                  + " node %d had not heard of.".formatted(node)));
    }
    String done = api.rebuildQuorum(node);
    if (json) {
      console.print(
          AmClient.JSON.writeValueAsString(AmClient.JSON.createObjectNode().put("message", done)));
    } else {
      console.print(done);
      console.print(
          "# Before nodes with empty directories come back, see what survives: kafka-yarn recover");
    }
    return 0;
  }

  private int print(RecoveryReport report, boolean json) throws IOException {
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(report));
    } else if (report.offline() == 0 && partitions.isEmpty()) {
      console.print("nothing to recover: every partition has a leader");
    } else {
      shown(report)
          .forEach(line -> lines(line).forEach(text -> console.print(text.replace('\n', ' '))));
    }
    List<RecoveryReport.Line> left = shown(report).stream().filter(line -> !line.done()).toList();
    List<String> unknown =
        partitions.stream()
            .filter(
                name ->
                    report.partitions().stream().noneMatch(line -> line.partition().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new CommandFailed(
          "not among the partitions without a leader: " + String.join(", ", unknown), List.of());
    }
    if (left.isEmpty()) {
      return 0;
    }
    if (yes) {
      throw new CommandFailed(
          "%d of %d partitions were not recovered".formatted(left.size(), shown(report).size()),
          List.of());
    }
    throw new CommandFailed(
        "nothing was changed: wait for the absent nodes, or add -yes to elect the survivors shown",
        List.of());
  }

  private List<RecoveryReport.Line> shown(RecoveryReport report) {
    return report.partitions().stream()
        .filter(line -> partitions.isEmpty() || partitions.contains(line.partition()))
        .toList();
  }

  private static List<String> lines(RecoveryReport.Line line) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: replicas %s, in sync only %s"
            .formatted(line.partition(), line.replicas(), line.inSync()));
    line.survivors()
        .forEach(
            survivor ->
                lines.add(
                    "  node %d: log end %d, epoch %d%s"
                        .formatted(
                            survivor.node(),
                            survivor.endOffset(),
                            survivor.epoch(),
                            survivor.committed().map(to -> ", committed to " + to).orElse(""))));
    line.refusal().ifPresent(why -> lines.add("  not now: " + why));
    line.elect()
        .ifPresent(
            node ->
                lines.add((line.done() ? "  elected: node " : "  to be elected: node ") + node));
    line.failure().ifPresent(why -> lines.add("  failed: " + why));
    lines.add((line.done() ? "  lost: " : "  could be lost: ") + line.loss());
    return lines;
  }
}
