package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker update}: changes what all nodes run, and rolls it out. */
@Command(
    name = "update",
    description = {
      "Change what the nodes run: Kafka's settings, its archive, its heap, its container. That is a change"
          + " of the specification, as spec apply makes it.",
      "Settings that Kafka can change while it runs are in force at once. For the others the nodes have to"
          + " be restarted: -restart does that, one after another; without it they stay marked."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn broker update -config log.retention.hours=72",
      "  kafka-yarn broker update -heap 2g -memory 3g -restart",
      "  kafka-yarn broker update -kafka kafka_2.13-4.3.1.tgz -restart",
      "With -kafka and -restart the first node has to serve for 60s before the others go (-canary)."
    })
public final class BrokerUpdateCommand implements Callable<Integer> {
  private static final String CANARY_OF_UPGRADES = "60s";

  private final Surroundings surroundings;
  private final Console console;

  @Option(
      names = {"-kafka", "--kafka"},
      paramLabel = "FILE",
      description = "Another Kafka distribution archive, local or a URI.")
  private String kafka;

  @Option(
      names = {"-config", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A Kafka setting of all nodes; repeatable. KEY= removes one.")
  private List<String> config = new ArrayList<>();

  @Option(
      names = {"-memory", "--memory"},
      paramLabel = "SIZE",
      description = "Memory of a node's container, as 2g or 2048m.")
  private String memory;

  @Option(
      names = {"-heap", "--heap"},
      paramLabel = "SIZE",
      description = "Kafka's heap.")
  private String heap;

  @Option(
      names = {"-vcores", "--vcores"},
      paramLabel = "N",
      description = "Virtual cores of a node's container.")
  private String vcores;

  @Option(
      names = {"-jvm-opts", "--jvm-opts"},
      paramLabel = "OPTIONS",
      description = "More options of Kafka's JVM, in one argument.")
  private String jvmOpts;

  @Option(
      names = {"-restart", "--restart"},
      description = "Then restart the nodes that need it, one after another.")
  private boolean restart;

  @Mixin private RollingOptions rolling;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private FollowOptions follow;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public BrokerUpdateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    var unused = follow.limit();
    SpecChanges changes = changes();
    ObjectNode order = AmClient.JSON.createObjectNode().put("brokers", "*");
    order.put("pendingOnly", true);
    rolling.addTo(order, Optional.ofNullable(kafka).map(archive -> CANARY_OF_UPGRADES));
    SpecChange change = new SpecChange(surroundings, common, dryRun);
    return change.call(
        name.name(),
        cluster -> changes,
        (cluster, answer, json) -> {
          // With a restart the result in JSON is its operation.
          if (!json || dryRun || !restart) {
            change.print(name.name(), answer, json);
          }
          return restart && !dryRun ? roll(cluster, answer, order, json) : 0;
        });
  }

  private SpecChanges changes() {
    SpecChanges changes = SpecChanges.none();
    changes = SpecOptions.flag(changes, SpecKey.KAFKA, kafka);
    for (String setting : config) {
      changes = changes.overlaid(SpecOptions.flag(SpecChanges.none(), SpecKey.CONFIG, setting));
    }
    changes = SpecOptions.flag(changes, SpecKey.MEMORY, memory);
    changes = SpecOptions.flag(changes, SpecKey.HEAP, heap);
    changes = SpecOptions.flag(changes, SpecKey.VCORES, vcores);
    changes = SpecOptions.flag(changes, SpecKey.JVM_OPTS, jvmOpts);
    if (changes.equals(SpecChanges.none())) {
      throw new UserError(
          "what is to change? Give -kafka, -config, -memory, -heap, -vcores or -jvm-opts");
    }
    if (kafka != null && kafka.isBlank()) {
      throw new UserError("-kafka: a value is missing");
    }
    return changes;
  }

  private int roll(RunningCluster cluster, AmApi.SpecAnswer answer, ObjectNode order, boolean json)
      throws IOException {
    if (NodeCalls.brokers(cluster).stream().noneMatch(BrokerStatus::pendingRestart)
        && NodeCalls.dedicatedControllers(cluster) == 0) {
      if (json) {
        console.print(AmClient.JSON.writeValueAsString(answer));
      } else {
        console.print("no node needs a restart");
      }
      return 0;
    }
    return new OrderCall(console, cluster, name.name(), json)
        .run("/brokers/restart", order, false, follow);
  }
}
