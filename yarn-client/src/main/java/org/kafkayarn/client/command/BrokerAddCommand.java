package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApplicationWatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broker add}: more brokers, and, if that is wanted, replicas onto them. */
@Command(
    name = "add",
    description = {
      "Add brokers to the specification, and wait until they serve.",
      "A cluster without groups has the ids from 0 on: the next ones are added. With -group the ids become"
          + " that group's."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn broker add 3..5",
      "  kafka-yarn broker add 3..5 -rebalance -throttle 20m",
      "  kafka-yarn broker add 10,11 -group archive"
    })
public final class BrokerAddCommand implements Callable<Integer> {
  /** The kinds of operations that move replicas. */
  private static final Set<String> MOVING = Set.of("move", "remove");

  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "IDS", description = "The ids of the new brokers, as 3, 3,4 or 3..5.")
  private String ids;

  @Option(
      names = {"-group", "--group"},
      paramLabel = "NAME",
      description = "The group that they belong to.")
  private String group;

  @Option(
      names = {"-rebalance", "--rebalance"},
      description = "Then move replicas onto them.")
  private boolean rebalance;

  @Mixin private ThrottleOption throttle;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public BrokerAddCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Optional<Duration> limit = follow.limit();
    if (rebalance && !follow.waits()) {
      throw new UserError("-rebalance: replicas move when the brokers serve. Leave -wait away");
    }
    NewBrokers wanted = NewBrokers.parse(ids, Optional.ofNullable(group));
    ObjectNode order = AmClient.JSON.createObjectNode();
    order.put("brokers", wanted.expression());
    order.put("onto", true);
    throttle.addTo(order);
    long began = System.nanoTime();
    SpecChange change = new SpecChange(surroundings, common, dryRun);
    return change.call(
        name.name(),
        wanted::change,
        (cluster, answer, json) -> {
          boolean last = dryRun || !follow.waits();
          if (dryRun && !json) {
            preview(cluster, wanted);
          }
          if (last || !json) {
            change.print(name.name(), answer, json);
          }
          return last ? 0 : await(cluster, wanted, answer, order, limit, began, json);
        });
  }

  /** What would follow the change, and what is in its way now. */
  private void preview(RunningCluster cluster, NewBrokers wanted) {
    console.print("brokers %s get containers and start".formatted(wanted.expression()));
    if (!rebalance) {
      return;
    }
    console.print("when they serve, replicas move onto them");
    NodeCalls.operations(cluster).stream()
        .filter(operation -> !operation.hasEnded() && MOVING.contains(operation.kind()))
        .forEach(
            operation ->
                console.print(
                    "now that would be refused: operation %d (%s) has not ended"
                        .formatted(operation.number(), operation.title())));
  }

  private int await(
      RunningCluster cluster,
      NewBrokers wanted,
      AmApi.SpecAnswer answer,
      ObjectNode order,
      Optional<Duration> limit,
      long began,
      boolean json)
      throws IOException {
    String status = "kafka-yarn status -name " + name.name();
    console.setFarewell(Optional.of("the brokers go on starting. Their state: " + status));
    ApplicationWatch.Outcome outcome;
    try {
      outcome =
          cluster
              .watch()
              .until(
                  now -> now.specGeneration() >= answer.generation() && serve(now, wanted.ids()),
                  limit,
                  now -> console.update(now.message()));
    } finally {
      console.setFarewell(Optional.empty());
    }
    if (outcome instanceof ApplicationWatch.Ended ended) {
      throw new CommandFailed(
          ended.report().getApplicationId() + " has ended before the brokers served", List.of());
    }
    if (outcome instanceof ApplicationWatch.TimedOut) {
      console.error(
          "brokers %s do not serve within %s; they go on starting. Their state: %s"
              .formatted(wanted.expression(), Durations.show(limit.orElse(Duration.ZERO)), status));
      return SubmitCommand.TIMED_OUT;
    }
    if (!json) {
      console.print("brokers " + wanted.expression() + " serve");
    }
    if (rebalance) {
      Duration spent = Duration.ofNanos(System.nanoTime() - began);
      return new OrderCall(console, cluster, name.name(), json)
          .run("/topics/rebalance", order, false, follow.after(spent));
    }
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(answer));
    }
    return 0;
  }

  private static boolean serve(ClusterStatus status, SortedSet<Integer> ids) {
    return ids.stream()
        .allMatch(
            id ->
                status.nodes().stream()
                    .anyMatch(node -> node.id() == id && node.state().equals("running")));
  }
}
