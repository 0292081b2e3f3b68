package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spec diff}: what {@code spec apply} would change. */
@Command(
    name = "diff",
    description = "Print what spec apply with the same options would change; change nothing.")
public final class SpecDiffCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private SpecOptions spec;
  @Mixin private CommonOptions common;

  public SpecDiffCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return new SpecChange(surroundings, common, true).call(spec);
  }
}
