package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kafkayarn.am.state.ControllerStatus;
import org.kafkayarn.client.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code controller list}: who votes, who leads, and who lags behind. */
@Command(
    name = "list",
    description =
        "Show the voters of the metadata quorum and those that are to be: who leads it, and who has"
            + " lately had all that the leader has.",
    footer = {"%nExamples:", "  kafka-yarn controller list"})
public final class ControllerListCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ClusterOptions options;

  public ControllerListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return options.show(
        surroundings, NodeCalls::controllers, controllers -> table(controllers).lines());
  }

  private static Table table(List<ControllerStatus> controllers) {
    Table table =
        new Table(
            "node",
            "state",
            "host",
            "rack",
            "endpoint",
            "vote",
            "leads",
            "caught up",
            "roles",
            "why");
    for (ControllerStatus controller : controllers) {
      table.row(
          Integer.toString(controller.id()),
          controller.state(),
          controller.host().orElse("-"),
          controller.rack().orElse("-"),
          controller.endpoint().orElse("-"),
          controller.voter() ? "yes" : "no",
          controller.leader() ? "yes" : "no",
          controller.caughtUp().map(yes -> yes ? "yes" : "no").orElse("?"),
          controller.roles(),
          controller.reason());
    }
    return table;
  }
}
