package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spec apply}: changes what is wanted of the running cluster. */
@Command(
    name = "apply",
    description = {
      "Change what is wanted of the running cluster: its settings and sizes, more brokers, another"
          + " Kafka, who forms its quorum, where nodes may be placed, and how they are waited for and"
          + " started again.",
      "What Kafka can change while it runs is changed at once; the rest is pending a restart:"
          + " kafka-yarn broker config ID -pending.",
      "Options that are not given keep their values. What else there is to change needs a stop and"
          + " a submission. The cluster then becomes what is wanted by itself: kafka-yarn status."
    })
public final class SpecApplyCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private SpecOptions spec;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private CommonOptions common;

  public SpecApplyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return new SpecChange(surroundings, common, dryRun).call(spec);
  }
}
