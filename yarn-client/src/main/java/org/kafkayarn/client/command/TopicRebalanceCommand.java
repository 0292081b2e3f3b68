package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code topic rebalance}: gives every broker its share. */
@Command(
    name = "rebalance",
    description = {
      "Move replicas so that every broker and every rack holds its share, by size, with as little copying"
          + " as can be. -dry-run shows what would move.",
      "It copies within a limit that goes down while other partitions lag behind."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn topic rebalance -dry-run",
      "  kafka-yarn topic rebalance 'orders*' -throttle 20m",
      "  kafka-yarn topic rebalance orders -brokers 0..2 -replication-factor 2"
    })
public final class TopicRebalanceCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private MoveOptions move;

  public TopicRebalanceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return move.run(surroundings, "/topics/rebalance");
  }
}
