package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.events.EventKind;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metadata upgrade}: has Kafka finalize a version of its metadata, and waits for it. */
@Command(
    name = "upgrade",
    description = {
      "Finalize a version of Kafka's metadata. All nodes must serve and know it.",
      "There may be no way back: Kafka refuses a downgrade that could lose metadata, and a Kafka that"
          + " is older than the version cannot run the cluster any more."
    })
public final class MetadataUpgradeCommand implements Callable<Integer> {
  /** Kafka answers within seconds, or the ApplicationMaster tells that it has not. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration LONG_POLL = Duration.ofSeconds(10);
  private static final int EVENTS_AT_ONCE = 100;

  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-to", "--to"},
      paramLabel = "VERSION",
      description =
          "A release as 4.3, or a version as 4.3-IV0 (default: the highest that all know).")
  private String to;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check and print what would be finalized; change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-yes", "--yes"},
      description = "Yes, although there may be no way back.")
  private boolean yes;

  @Mixin private CommonOptions common;

  public MetadataUpgradeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(surroundings, conf, yarn, name.name(), "start it: kafka-yarn submit");
      AmApi.UpgradeAnswer would = order(cluster, true);
      if (would.from().equals(would.to())) {
        print(would, "metadata.version %s is in force already".formatted(would.to()), json);
        return 0;
      }
      if (dryRun) {
        print(would, "metadata.version %s -> %s".formatted(would.from(), would.to()), json);
        return 0;
      }
      if (!yes) {
        throw new UserError(
            "metadata.version %s -> %s: there may be no way back, also not to an older Kafka. Give -yes to do it"
                .formatted(would.from(), would.to()));
      }
      return upgrade(cluster, would, json);
    }
  }

  private AmApi.UpgradeAnswer order(RunningCluster cluster, boolean dry) {
    return cluster.ask(
        api -> api.upgradeMetadata(Optional.ofNullable(to), dry),
        "What is in force: kafka-yarn metadata show");
  }

  private int upgrade(RunningCluster cluster, AmApi.UpgradeAnswer would, boolean json)
      throws IOException {
    long last =
        cluster.ask(api -> api.events(OptionalLong.empty(), 1, Duration.ZERO), "Try again").stream()
            .mapToLong(ClusterEvent::sequence)
            .max()
            .orElse(0);
    AmApi.UpgradeAnswer ordered = order(cluster, false);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      long seen = last;
      List<ClusterEvent> news =
          cluster.ask(
              api -> api.events(OptionalLong.of(seen), EVENTS_AT_ONCE, LONG_POLL),
              "What is in force: kafka-yarn metadata show");
      for (ClusterEvent event : news) {
        last = event.sequence();
        if (event.kind().equals(EventKind.METADATA_UPGRADED.word())) {
          print(ordered, OneLine.of(event.reason()), json);
          return 0;
        }
        if (event.kind().equals(EventKind.METADATA_NOT_UPGRADED.word())) {
          throw new CommandFailed(OneLine.of(event.reason()), List.of());
        }
      }
    }
    console.error(
        "metadata.version %s -> %s is ordered and not done yet: kafka-yarn status -name %s"
            .formatted(would.from(), would.to(), name.name()));
    return SubmitCommand.TIMED_OUT;
  }

  private void print(AmApi.UpgradeAnswer answer, String line, boolean json) throws IOException {
    console.print(json ? AmClient.JSON.writeValueAsString(answer) : line);
  }
}
