package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spec rollback}: takes the last change of the specification back. */
@Command(
    name = "rollback",
    description = {
      "Go back to the specification before the current one, or to a former one by its number:"
          + " kafka-yarn spec history.",
      "That is a change as spec apply makes it, with the former values: it gets a number of its own,"
          + " and all checks of a change apply. Back again is the same command.",
      "Nodes that need a restart for it are marked as after any change; one that does not come up"
          + " with the later values is started with the former ones at once."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn spec rollback -dry-run",
      "  kafka-yarn spec rollback -to 7"
    })
public final class SpecRollbackCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = {"-to", "--to"},
      paramLabel = "N",
      description = "The number of the specification (default: the one before the current one).")
  private Long to;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would change; change nothing.")
  private boolean dryRun;

  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public SpecRollbackCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (to != null && to < 1) {
      throw new UserError("-to " + to + ": specifications are numbered from 1 on");
    }
    return new SpecChange(surroundings, common, dryRun)
        .rollBack(name.name(), Optional.ofNullable(to));
  }
}
