package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code topic realign}: lays replicas out anew. */
@Command(
    name = "realign",
    description = {
      "Lay the replicas of topics out anew, as a new topic would get them: rack by rack, leaders round"
          + " robin. That copies more than a rebalance; -dry-run shows how much."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn topic realign orders -dry-run",
      "  kafka-yarn topic realign orders -brokers '0..5[rack]'"
    })
public final class TopicRealignCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private MoveOptions move;

  public TopicRealignCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return move.run(surroundings, "/topics/realign");
  }
}
